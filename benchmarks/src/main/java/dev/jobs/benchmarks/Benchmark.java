package dev.jobs.benchmarks;

/** Something that is measured. */
interface Benchmark {
    /** The thing that it measures, in one line. */
    String purpose();

    void run(Options options, Output output) throws InterruptedException;
}
