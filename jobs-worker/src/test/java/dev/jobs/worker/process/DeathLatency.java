package dev.jobs.worker.process;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.table.LinuxProcessTable;
import dev.jobs.worker.process.tree.Death;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long it takes from the stop of a command to its death being confirmed, and prints the distribution. Run
 * it by hand, with the number of rounds as its argument: 200 by default.
 */
final class DeathLatency {
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private DeathLatency() {}

    public static void main(final String[] arguments) throws InterruptedException {
        if (List.of(arguments).equals(List.of("sleep"))) {
            System.out.println("ready");
            TimeUnit.DAYS.sleep(1);
        }
        final int rounds = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        final String classPath = System.getProperty("java.class.path");
        final Duration none = Duration.ZERO;
        try (ChildProcesses children = ChildProcesses.start(UUID.randomUUID().toString(), GRACE)) {
            measure("warm-up", children, shell("echo ready; exec sleep 1000"), none, rounds);
            measure("sleep", children, shell("echo ready; exec sleep 1000"), none, rounds);
            measure("three deep", children, shell("sh -c 'sh -c \"echo ready; sleep 1000; :\"; :'; :"), none, rounds);
            measure(
                    "session of its own",
                    children,
                    shell("setsid sh -c 'echo ready; exec sleep 1000' & wait"),
                    none,
                    rounds);
            measure(
                    "ignores TERM, less the grace",
                    children,
                    shell("trap '' TERM; echo ready; while :; do sleep 1000; done"),
                    GRACE,
                    rounds);
            measure(
                    "JVM",
                    children,
                    Command.of(JAVA, "-Xmx64m", "-cp", classPath, DeathLatency.class.getName(), "sleep"),
                    none,
                    rounds);
            measure(
                    "1,000 processes",
                    children,
                    perl("for (1 .. 999) { if (!fork) { sleep 1000 } } print qq(ready\\n); sleep 1000"),
                    none,
                    few(rounds));
            measure(
                    "forks on, less the grace",
                    children,
                    perl("$SIG{TERM} = $SIG{CHLD} = q(IGNORE); print qq(ready\\n);"
                            + " for (1 .. 3000) { if (!fork) { sleep 1000 } } sleep 1000"),
                    GRACE,
                    few(rounds));
            measureStart(children, rounds);
        }
        measureScan(rounds);
    }

    private static int few(final int rounds) {
        return Math.max(1, rounds / 20);
    }

    private static Command perl(final String program) {
        return Command.of("perl", "-e", "$| = 1; " + program);
    }

    /** From the start of a command that does nothing to the confirmation of its end. */
    private static void measureStart(final ChildProcesses children, final int rounds) throws InterruptedException {
        final var nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            final ProcessScope scope = children.scope("start" + i);
            final long start = System.nanoTime();
            scope.run(Command.of("true"));
            nanos[i] = System.nanoTime() - start;
        }
        print("true, from start to end", nanos);
    }

    private static Command shell(final String script) {
        return Command.of("sh", "-c", script);
    }

    private static void measure(
            final String name,
            final ChildProcesses children,
            final Command command,
            final Duration less,
            final int rounds)
            throws InterruptedException {
        final var nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            final ProcessScope scope = children.scope(name + i);
            final var ready = new CountDownLatch(1);
            final var handler = new Thread(() -> runUntilStopped(scope, command.onLine(line -> ready.countDown())));
            handler.start();
            ready.await();
            final long start = System.nanoTime();
            scope.stop();
            final Death death = scope.awaitDeath();
            nanos[i] = System.nanoTime() - start - less.toNanos();
            handler.join();
            if (death != Death.SEEN) {
                throw new AssertionError(name + ": " + death);
            }
        }
        print(name, nanos);
    }

    private static void runUntilStopped(final ProcessScope scope, final Command command) {
        try {
            scope.run(command);
            throw new AssertionError("Not stopped");
        } catch (final ScopeStoppedException expected) {
            // What the scope's owner is told by awaitDeath.
        } catch (final InterruptedException strayed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void measureScan(final int rounds) {
        final var table = new LinuxProcessTable("any");
        final var nanos = new long[rounds];
        int processes = 0;
        for (int i = 0; i < rounds; i++) {
            final long start = System.nanoTime();
            processes = table.scan().entries().size();
            nanos[i] = System.nanoTime() - start;
        }
        print("one scan of " + processes + " processes", nanos);
    }

    private static void print(final String name, final long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-32s p50 %6.1f ms  p99 %6.1f ms  max %6.1f ms  (%d times)%n",
                name,
                nanos[nanos.length / 2] / 1e6,
                nanos[Math.min(nanos.length - 1, nanos.length * 99 / 100)] / 1e6,
                nanos[nanos.length - 1] / 1e6,
                nanos.length);
    }
}
