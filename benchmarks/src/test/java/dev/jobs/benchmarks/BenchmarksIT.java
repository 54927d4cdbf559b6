package dev.jobs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarksIT {
    @ParameterizedTest
    @CsvSource({
        "poll, depths=100;200 millis=300 rounds=1 clients=2, 'postgresql, 200 waiting ÷ postgresql, 100 waiting'",
        "position, depths=100;200 millis=300 rounds=1 callers=2, 'memory, 200 waiting ÷ memory, 100 waiting'",
        "memory, jobs=1000 depths=500;1000 iterations=3 forks=0, cancel with the most ÷ with the fewest",
        "answer, iterations=1 forks=0, json",
        "held, after=1 seconds=1 waiting=1000 slots=20, with ÷ without",
        "costs, at=1;2 jobs=6 warm=2, '2 at once, one store: own CPU'",
        "growth, jobs=2000, pruned",
        "drain, hooks=1 best=0 embedded=0 others=0 jobs=500 slots=20 rounds=1 warm=0, opentelemetry ÷ none",
        "drain, owners=1;100 best=0 embedded=0 others=0 jobs=200 slots=20 rounds=1 warm=0, 100 owners ÷ none",
        "drain, keys=10 best=0 embedded=0 others=0 jobs=200 slots=20 rounds=1 warm=0, 10 limit keys ÷ none",
        "kept, kept=0;50 claims=20 warm=0 rounds=1, '50 kept back: from the end of one of the key to the next, p50, median'",
        "rate, starts=20 burst=1;3 period=200 seconds=1, '20 starts in PT0.2S, 3 at once: most starts in a window of the period'",
        "climb, jobs=500, 'step to version 7'",
        "neighbour, jobs=100 millis=10 slots=2 others=3 seconds=1 weight=3, 'fair, the neighbour with a weight of 3 ÷ of 1, p99'",
        "scale, jobs=200 seconds=1 warm=0 people=20 check=0, 'one second of one person who waits: CPU of the server'",
        "dashboard, statements=1 jobs=2000 rate=50 seconds=1 slots=20 pages=8, jobs a second with 8 open dashboards ÷ without"
    })
    void aSmallRunHasItsFigures(
            final String name, final String options, final String figure, @TempDir final Path folder)
            throws InterruptedException, IOException {
        assertThat(run(name, options.replace(';', ','), folder)).anySatisfy(line -> hasFigure(line, name, figure));
    }

    @Test
    void aSmallTableHasItsFiguresOfEachPart(@TempDir final Path folder) throws InterruptedException, IOException {
        final List<String> lines = run(
                "table",
                "rounds=1 node=0 seconds=1 drain.best=0 drain.at=2 drain.few=50 drain.warm=0 latency.jobs=6 latency.few=1"
                        + " steady.rate=50 steady.warmjobs=50 idle.warmup=1 submit.jobs=100 submit.warm=0 submit.millis=100",
                folder);

        assertThat(lines)
                .anySatisfy(line -> hasFigure(line, "drain", "jobs ÷ db-scheduler, 16 slots, cold"))
                .anySatisfy(line -> hasFigure(line, "latency", "jobs, one process, from the call of submit, p50"))
                .anySatisfy(line -> hasFigure(line, "steady", "db-scheduler, 50 jobs/s, WAL"))
                .anySatisfy(line -> hasFigure(line, "idle", "db-scheduler, transactions"))
                .anySatisfy(line -> hasFigure(line, "table", "rows of the table"));
    }

    private static List<String> run(final String name, final String options, final Path folder)
            throws InterruptedException, IOException {
        final Path lines = folder.resolve("lines");
        Benchmarks.run(name, Options.of(List.of((options + " json=" + lines).split(" "))));
        return Files.readAllLines(lines);
    }

    private static void hasFigure(final String line, final String benchmark, final String figure) {
        assertThat(line).startsWith("{\"benchmark\":\"" + benchmark + "\"").contains("\"name\":\"" + figure + "\"");
    }
}
