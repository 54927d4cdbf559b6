package dev.jobs.worker.process;

/** The scope was stopped: it starts nothing more, and what it had started is dead. */
public final class ScopeStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A scope that was stopped. */
    public ScopeStoppedException() {
        super("The scope was stopped");
    }
}
