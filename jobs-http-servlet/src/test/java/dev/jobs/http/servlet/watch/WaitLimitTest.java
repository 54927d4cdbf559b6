package dev.jobs.http.servlet.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WaitLimitTest {
    @Test
    void thereAreSoManyPermitsInAllAndForAnyOneOwner() {
        final WaitLimit limit = new WaitLimit(new AsyncSupport(), 3, 2);

        assertThat(limit.take("ada")).isPresent();
        assertThat(limit.take("ada")).isPresent();
        assertThat(limit.take("ada")).isEmpty();
        assertThat(limit.take("bob")).isPresent();
        assertThat(limit.take("eve")).isEmpty();
    }

    @Test
    void aPermitIsGivenBackOnceHoweverOftenItIsClosed() {
        final WaitLimit limit = new WaitLimit(new AsyncSupport(), 2, 1);
        final WaitLimit.Permit first = limit.take("ada").orElseThrow();
        limit.take("bob");

        first.close();
        first.close();

        assertThat(limit.taken()).isEqualTo(1);
        assertThat(limit.take("ada")).isPresent();
        assertThat(limit.take("eve")).isEmpty();
    }
}
