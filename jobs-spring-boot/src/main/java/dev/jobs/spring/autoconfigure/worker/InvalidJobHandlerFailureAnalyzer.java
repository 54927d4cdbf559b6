package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.spring.handler.InvalidJobHandlerException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows why an application does not start whose handlers cannot be used. */
final class InvalidJobHandlerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidJobHandlerException> {
    @Override
    protected FailureAnalysis analyze(final Throwable rootFailure, final InvalidJobHandlerException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
