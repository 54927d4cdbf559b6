package dev.jobs.spring.autoconfigure.store;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells which default limit cannot be used, and why. */
final class InvalidLimitFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLimitException> {
    @Override
    protected FailureAnalysis analyze(final Throwable root, final InvalidLimitException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Give it a name and at-once, or starts with their period, or both; values within their ranges.",
                cause);
    }
}
