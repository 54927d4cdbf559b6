package dev.jobs.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The load that one PostgreSQL carries, from the costs of one job and of one person who waits for it.
 *
 * @param job of one job that is submitted by itself and run as it comes, where there are as many as can be
 * @param person of one second of one person who waits
 * @param bytes of one job, in the table and its indexes, as long as it is kept
 */
record ScaleModel(CostMeter.Cost job, CostMeter.Cost person, double bytes) {
    /** The part of the server's processors that a service uses at its busiest: queues in front of busier ones grow long. */
    private static final double BUSY = 0.7;

    private static final int CONNECTIONS_OF_A_PROCESS = 10;
    private static final double SECONDS_OF_A_DAY = 86_400;

    /**
     * A server.
     *
     * @param megabytes that it writes to its log a second
     */
    record Size(int processors, int megabytes, int connections) {}

    /** A limit of a server, and how many jobs a second it allows. */
    record Bound(String name, double jobsPerSecond) {}

    /** The processor time of the server for one job and the person who waits for it so long, in microseconds. */
    double serverMicros(final double waitSeconds) {
        return job.serverMicros() + waitSeconds * person.serverMicros();
    }

    /** The same, of the processes of the service. */
    double ownMicros(final double waitSeconds) {
        return job.ownMicros() + waitSeconds * person.ownMicros();
    }

    /** The limits of a server of this size, the lowest first. */
    List<Bound> bounds(final Size size, final double waitSeconds) {
        final double processesPerJob = ownMicros(waitSeconds) / 1e6 / BUSY;
        return List.of(
                        new Bound("processors", size.processors() * BUSY * 1e6 / serverMicros(waitSeconds)),
                        new Bound("log", size.megabytes() * 1e6 / job.walBytes()),
                        new Bound(
                                "connections",
                                (double) size.connections() / CONNECTIONS_OF_A_PROCESS / processesPerJob))
                .stream()
                .sorted(Comparator.comparingDouble(Bound::jobsPerSecond))
                .toList();
    }

    /** The row of a table in Markdown for a server of this size, where each person waits so long. */
    String row(final Size size, final double waitSeconds) {
        final List<Bound> bounds = bounds(size, waitSeconds);
        final double jobs = bounds.get(0).jobsPerSecond();
        final double people = jobs * waitSeconds;
        return String.format(
                Locale.ROOT,
                "| %d | %.0f s | %,.0f | %,.0f | %s, then %s at %,.0f/s | %.1f | %,.1f MB/s | %,.0f | %,.1f GB |",
                size.processors(),
                waitSeconds,
                jobs,
                people,
                bounds.get(0).name(),
                bounds.get(1).name(),
                bounds.get(1).jobsPerSecond(),
                jobs * ownMicros(waitSeconds) / 1e6 / BUSY,
                jobs * job.walBytes() / 1e6,
                jobs * job.statements() + people * person.statements(),
                jobs * bytes * SECONDS_OF_A_DAY / 1e9);
    }

    static String head() {
        return "| processors | wait | jobs/s | people who wait | the first limits | service, processors"
                + " | log | statements/s | kept for a day |\n|---|---|---|---|---|---|---|---|---|";
    }

    /** The part of the server's processor time that reads take, which a standby could answer instead. */
    double partOfReads(final double waitSeconds) {
        return waitSeconds * person.serverMicros() / serverMicros(waitSeconds);
    }
}
