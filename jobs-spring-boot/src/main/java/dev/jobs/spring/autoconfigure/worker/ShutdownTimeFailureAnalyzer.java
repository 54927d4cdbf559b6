package dev.jobs.spring.autoconfigure.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows why an application does not start whose worker has too little time to close. */
final class ShutdownTimeFailureAnalyzer extends AbstractFailureAnalyzer<ShutdownTimeException> {
    @Override
    protected FailureAnalysis analyze(final Throwable rootFailure, final ShutdownTimeException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
