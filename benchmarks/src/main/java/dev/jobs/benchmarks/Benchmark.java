package dev.jobs.benchmarks;

/** Something that is measured. */
interface Benchmark {
    /** What it measures, in one line. */
    String purpose();

    void run(Options options, Output output) throws InterruptedException;
}
