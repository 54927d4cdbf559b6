package dev.jobs.micrometer;

import io.micrometer.common.KeyValues;

/** The names of {@link JobObservation#RUN}. Safe to share between threads. */
final class DefaultRunConvention implements RunConvention {
    private final JobTags tags = new JobTags(JobTags.MOST_NAMES);

    @Override
    public String getName() {
        return "jobs.handle";
    }

    @Override
    public String getContextualName(final RunContext context) {
        return "run " + context.job().type();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(final RunContext context) {
        final JobTags.Values values =
                tags.of(context.job().type(), context.job().queue());
        return KeyValues.of(
                JobObservation.Tag.TYPE.withValue(values.type()),
                JobObservation.Tag.QUEUE.withValue(values.queue()),
                JobObservation.Tag.OUTCOME.withValue(context.outcome()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(final RunContext context) {
        return KeyValues.of(
                JobObservation.Detail.ID.withValue(context.job().id().toString()),
                JobObservation.Detail.ATTEMPT.withValue(
                        String.valueOf(context.job().attempt())));
    }
}
