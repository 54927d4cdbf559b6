package dev.jobs.benchmarks;

/** The times to the first lines of jobs, from the calls of their submissions and from the returns of these. */
final class StartLatencies {
    private final Latencies sinceCall = new Latencies();
    private final Latencies sinceReturn = new Latencies();

    void add(final long nanosSinceCall, final long nanosSinceReturn) {
        sinceCall.add(nanosSinceCall);
        sinceReturn.add(Math.max(0, nanosSinceReturn));
    }

    void addAll(final StartLatencies others) {
        sinceCall.addAll(others.sinceCall);
        sinceReturn.addAll(others.sinceReturn);
    }

    Latencies sinceReturn() {
        return sinceReturn;
    }

    void tell(final Output output, final String name) {
        sinceReturn.tell(output, name);
        sinceCall.tell(output, name + ", from the call of submit");
    }
}
