package dev.jobs.spring.autoconfigure.store;

import dev.jobs.store.JobStoreConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why the job store does not open where the application says that it is. */
final class JobStoreConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<JobStoreConfigurationException> {
    @Override
    protected FailureAnalysis analyze(final Throwable root, final JobStoreConfigurationException cause) {
        return new FailureAnalysis(
                "The job store cannot be opened: " + cause.getMessage(),
                "Change what the description names. To keep jobs elsewhere than in the application's DataSource, set jobs.store.url,"
                        + " such as jdbc:postgresql://host/db or jdbc:h2:file:retry:./data/jobs.",
                cause);
    }
}
