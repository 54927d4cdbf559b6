package dev.jobs.spring;

import dev.jobs.store.JobStore;

/**
 * Something that is added to the application's store, such as a span for each submission: each bean of this type is applied to the store that
 * the starter opens, in the order of {@link org.springframework.core.annotation.Order @Order}, the first one innermost. The store that it is
 * given joins the application's transactions already.
 */
@FunctionalInterface
public interface JobStoreDecorator {
    /** The store with what is added; a {@link dev.jobs.store.ForwardingJobStore}, which also closes the given one. */
    JobStore decorate(JobStore store);
}
