package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyBodyTest {
    private final AtomicLong nanos = new AtomicLong();

    /** A body that comes in pieces, with so much time before each. */
    private InputStream body(final int bytes, final int piece, final Duration pause) {
        final InputStream slow = new ByteArrayInputStream(new byte[bytes]) {
            @Override
            public synchronized int read(final byte[] buffer, final int offset, final int length) {
                nanos.addAndGet(pause.toNanos());
                return super.read(buffer, offset, Math.min(length, piece));
            }
        };
        return new SteadyBody(slow, nanos::get);
    }

    @Test
    void aSenderOfAByteNowAndThenIsGivenUp() {
        assertThatThrownBy(() -> body(1_000_000, 1, Duration.ofSeconds(4)).readAllBytes())
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(408));
        assertThat(Duration.ofNanos(nanos.get())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aPoorConnectionIsGoodEnough() throws IOException {
        assertThat(body(1_000_000, 4_096, Duration.ofSeconds(2)).readAllBytes()).hasSize(1_000_000);
    }

    @Test
    void aSmallBodyMayBeSlowAtFirst() throws IOException {
        assertThat(body(100, 100, Duration.ofSeconds(5)).readAllBytes()).hasSize(100);
    }
}
