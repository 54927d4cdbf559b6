package dev.jobs.spring;

import dev.jobs.GenericType;
import dev.jobs.JobType;

/**
 * Gives job types whose payloads and results are written and read by the application's own JSON mapper, as those of {@link JobHandler}
 * methods are: a bean, for those who submit jobs. Safe to share between threads.
 *
 * <pre>{@code
 * Recordings(Jobs jobs, JobTypes types) {
 *     this.jobs = jobs;
 *     this.ingest = types.of("ingest", Upload.class, AudioFacts.class);
 * }
 * }</pre>
 *
 * <p>If this application has a {@link JobHandler} method for the type, its signature is compared at once, and the type has the stages and
 * limits that it declares. A type that another application handles is what its name and classes say.
 *
 * <p>A {@link JobType} that is a constant keeps the mapping that it has, wherever it is used. {@link #bind} gives it the application's.
 */
public interface JobTypes {
    /**
     * A type by its name and the classes of its payload and result; {@link Void} for no result.
     *
     * @param <P> the payload's type
     * @param <R> the result's type
     * @throws IllegalArgumentException if a method of this application handles the type with another payload or result
     */
    <P, R> JobType<P, R> of(String name, Class<P> payload, Class<R> result);

    /**
     * A type by its name and the generic types of its payload and result.
     *
     * @param <P> the payload's type
     * @param <R> the result's type
     * @throws IllegalArgumentException if a method of this application handles the type with another payload or result
     */
    <P, R> JobType<P, R> of(String name, GenericType<P> payload, GenericType<R> result);

    /**
     * The same type with the application's JSON mapping; it keeps its own stages and limits.
     *
     * @param <P> the payload's type
     * @param <R> the result's type
     */
    <P, R> JobType<P, R> bind(JobType<P, R> type);
}
