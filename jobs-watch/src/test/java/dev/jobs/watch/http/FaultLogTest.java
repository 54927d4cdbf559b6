package dev.jobs.watch.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.JobStoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

    @Test
    void thatTheStoreIsOutOfReachIsLoggedEveryTenSecondsWithTheNumberOfThoseLeftOut() {
        final JobStoreUnavailableException down = new JobStoreUnavailableException("refused", new IOException("down"));
        assertThat(logged(() -> faults.outOfReach("GET", down)))
                .contains("Answered GET with 503", "refused")
                .doesNotContain("more", "\tat ");

        now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(logged(() -> faults.outOfReach("GET", down))).isEmpty();
        assertThat(logged(() -> faults.outOfReach("POST", down))).isEmpty();

        now.addAndGet(1);
        assertThat(logged(() -> faults.outOfReach("POST", down)))
                .contains("Answered POST with 503", "2 more since the last such line");
        assertThat(logged(() -> faults.outOfReach("GET", down))).isEmpty();
    }

    private static String logged(final FaultLog faults, final Throwable fault) {
        return logged(() -> faults.log("GET", fault));
    }

    private static String logged(final Runnable logging) {
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            logging.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
