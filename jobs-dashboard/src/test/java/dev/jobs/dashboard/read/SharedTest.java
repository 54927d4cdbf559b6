package dev.jobs.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedTest {
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();

    private Shared<Integer> taking(final long millis) {
        return new Shared<>(
                () -> {
                    pass(millis);
                    return reads.incrementAndGet();
                },
                clock::get);
    }

    private void pass(final long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "20, 1000", "200, 1800", "1000, 9000", "5000, 10000"})
    void aReadRestsForASecondOrNineTimesAsLongAsItTookUpToTenSeconds(final long took, final long rest) {
        final Shared<Integer> shared = taking(took);
        assertThat(shared.get()).isEqualTo(1);
        pass(rest - 1);
        assertThat(shared.get()).isEqualTo(1);
        pass(1);
        assertThat(shared.get()).isEqualTo(2);
    }

    @Test
    void aFailureIsSharedForAsLongAsItsReadRests() {
        final Shared<Integer> shared = new Shared<>(
                () -> {
                    pass(500);
                    throw new IllegalStateException("read " + reads.incrementAndGet());
                },
                clock::get);
        assertThatThrownBy(shared::get).hasMessage("read 1");
        pass(4_499);
        assertThatThrownBy(shared::get).hasMessage("read 1");
        pass(1);
        assertThatThrownBy(shared::get).hasMessage("read 2");
    }

    @Test
    void whatIsForgottenIsReadAtOnce() {
        final Shared<Integer> shared = taking(200);
        shared.get();
        shared.forget();
        assertThat(shared.get()).isEqualTo(2);
    }
}
