package dev.jobs.micrometer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The names of an observation of a submission. One's own is given to {@link ObservedJobs.Builder#submitConvention}; {@link
 * JobObservation#SUBMIT} documents the default.
 */
public interface SubmitConvention extends ObservationConvention<SubmitContext> {
    @Override
    default boolean supportsContext(final Observation.Context context) {
        return context instanceof SubmitContext;
    }
}
