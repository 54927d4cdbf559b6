package dev.jobs.spring.autoconfigure.store;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why the application does not start for want of a job store, and how to say where it is. */
final class NoJobStoreFailureAnalyzer extends AbstractFailureAnalyzer<NoJobStoreException> {
    @Override
    protected FailureAnalysis analyze(final Throwable root, final NoJobStoreException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.cure(), cause);
    }
}
