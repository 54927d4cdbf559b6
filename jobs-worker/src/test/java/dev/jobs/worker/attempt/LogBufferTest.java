package dev.jobs.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.worker.WorkerTest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogBufferTest extends WorkerTest {
    private final AtomicLong clock = new AtomicLong();
    private final LogBuffer buffer = new LogBuffer(claimed().lease(), new LogLimits(3, 1_000, 80), clock::get);

    private Report.Logged taken() {
        return buffer.take().orElseThrow();
    }

    @Test
    void itHoldsTheNewestLinesUnderTheirNumbersAndLeavesOutThoseOfTheOthers() {
        buffer.add("1\n2\n3\n4\n5");

        final Report.Logged first = taken();
        buffer.add("6");
        final Report.Logged second = taken();

        assertThat(first.first()).isEqualTo(3);
        assertThat(first.lines()).extracting(Report.Logged.Line::text).containsExactly("3", "4", "5");
        assertThat(second.first()).isEqualTo(6);
        assertThat(buffer.take()).isEmpty();
    }

    @Test
    void itHoldsNoMoreBytesThanAreKeptButTheNewestLineAlways() {
        final LogBuffer wide = new LogBuffer(claimed().lease(), new LogLimits(100, 1_000, 1_000), clock::get);
        wide.add("€".repeat(300));
        wide.add("é".repeat(50));
        assertThat(wide.bytes()).isEqualTo(1_000);

        wide.add("x");
        assertThat(wide.bytes()).isEqualTo(101);

        wide.add("€".repeat(900));
        assertThat(wide.take().orElseThrow().lines()).hasSize(1);
    }

    @Test
    void aLongLineKeepsItsFirstCharactersAndShowsThatItWasLonger() {
        buffer.add("x".repeat(1_000_000));
        buffer.add("y".repeat(80));

        assertThat(taken().lines())
                .extracting(Report.Logged.Line::text)
                .containsExactly("x".repeat(79) + "…", "y".repeat(80));
    }

    @Test
    void onlyTheFirstLineSinceTheLastReportAsksForOne() {
        assertThat(buffer.add("a\nb")).isTrue();
        assertThat(buffer.add("c")).isFalse();
        taken();
        assertThat(buffer.add("d")).isTrue();
    }

    @Test
    void aLineIsAsOldAsTheTimeSinceItWasLogged() {
        buffer.add("a");
        clock.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(taken().lines()).extracting(Report.Logged.Line::age).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void afterTheEndNothingIsAdded() {
        buffer.add("a");
        buffer.close();

        assertThat(buffer.add("b")).isFalse();
        assertThat(taken().lines()).hasSize(1);
    }
}
