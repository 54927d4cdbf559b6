package dev.jobs.benchmarks;

/** The times to the first lines of jobs, from the calls of their submissions and from the returns of these. */
final class StartLatencies {
    private final Latencies sinceCall = new Latencies();
    private final Latencies sinceReturn = new Latencies();

    void add(final long nanosSinceCall, final long nanosSinceReturn) {
        sinceCall.add(nanosSinceCall);
        sinceReturn.add(Math.max(0, nanosSinceReturn));
    }

    /** Notes the quantiles of both under this name. */
    void note(final Medians medians, final String name) {
        medians.note(name, sinceReturn);
        medians.note(name + ", from the call of submit", sinceCall);
    }
}
