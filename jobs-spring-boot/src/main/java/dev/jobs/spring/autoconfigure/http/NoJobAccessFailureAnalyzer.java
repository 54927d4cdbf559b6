package dev.jobs.spring.autoconfigure.http;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells how an application says who may see its jobs. */
final class NoJobAccessFailureAnalyzer extends AbstractFailureAnalyzer<NoJobAccessException> {
    @Override
    protected FailureAnalysis analyze(final Throwable root, final NoJobAccessException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Add Spring Security: then a job is seen by the user whose name is its owner. Or declare a bean of type"
                        + " dev.jobs.spring.JobOwner, which says on whose behalf a request comes; or one of type"
                        + " dev.jobs.http.servlet.JobAccess, which says who may see a job, such as JobAccess.anyoneWhoKnowsTheId().",
                cause);
    }
}
