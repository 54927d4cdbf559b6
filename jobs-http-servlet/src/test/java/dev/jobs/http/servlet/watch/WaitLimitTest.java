package dev.jobs.http.servlet.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WaitLimitTest {
    @Test
    void thereAreSoManySeatsInAllAndForAnyOneOwner() {
        final WaitLimit seats = new WaitLimit(new AsyncSupport(), 3, 2);

        assertThat(seats.take("ada")).isPresent();
        assertThat(seats.take("ada")).isPresent();
        assertThat(seats.take("ada")).isEmpty();
        assertThat(seats.take("bob")).isPresent();
        assertThat(seats.take("eve")).isEmpty();
    }

    @Test
    void aSeatIsGivenBackOnceHoweverOftenItIsClosed() {
        final WaitLimit seats = new WaitLimit(new AsyncSupport(), 2, 1);
        final WaitLimit.Seat first = seats.take("ada").orElseThrow();
        seats.take("bob");

        first.close();
        first.close();

        assertThat(seats.taken()).isEqualTo(1);
        assertThat(seats.take("ada")).isPresent();
        assertThat(seats.take("eve")).isEmpty();
    }
}
