package dev.jobs.http.servlet.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultLogTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final FaultLog faults = new FaultLog(now::get);

    @Test
    void ofOneKindOfFaultsATraceIsLoggedEveryTenSeconds() {
        assertThat(logged(faults, new IllegalStateException("first"))).contains("first", "\tat ");

        now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(logged(faults, new IllegalStateException("second")))
                .contains("IllegalStateException at ")
                .doesNotContain("\tat ");
        assertThat(logged(faults, new IllegalArgumentException("another kind"))).contains("\tat ");

        now.addAndGet(1);
        assertThat(logged(faults, new IllegalStateException("third"))).contains("\tat ");
    }

    @Test
    void oneServletDoesNotKeepBackTheTracesOfAnother() {
        final FaultLog another = new FaultLog(now::get);

        logged(faults, new IllegalStateException("first"));

        assertThat(logged(another, new IllegalStateException("second"))).contains("\tat ");
    }

    private static String logged(final FaultLog faults, final Throwable fault) {
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            faults.log("GET", fault);
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
