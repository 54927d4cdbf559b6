package dev.jobs.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The names of an observation of a run. One's own is given to {@link ObservedJobs.Builder#runConvention}; {@link JobObservation#RUN}
 * documents the default.
 */
public interface RunConvention extends ObservationConvention<RunContext> {
    @Override
    default boolean supportsContext(final Observation.Context context) {
        return context instanceof RunContext;
    }
}
