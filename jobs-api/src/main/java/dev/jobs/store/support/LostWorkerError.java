package dev.jobs.store.support;

/** The error of a job whose worker was lost, for people: one text for all adapters. */
public final class LostWorkerError {
    private LostWorkerError() {}

    /**
     * The text.
     *
     * @param losses how many attempts ended with the loss of their worker, this one included
     * @param attempts how many attempts there have been
     */
    public static String message(final int losses, final int attempts) {
        return "The worker running this job was lost (" + losses + " of " + attempts + " attempts ended so).";
    }
}
