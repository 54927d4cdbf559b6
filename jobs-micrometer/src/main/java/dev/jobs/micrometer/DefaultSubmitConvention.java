package dev.jobs.micrometer;

import dev.jobs.JobRequest;
import io.micrometer.common.KeyValues;
import java.util.List;
import java.util.function.Function;

/** The names of {@link JobObservation#SUBMIT}. Safe to share between threads. */
final class DefaultSubmitConvention implements SubmitConvention {
    private static final String SEVERAL = "several";

    private final JobTags tags = new JobTags(JobTags.MOST_NAMES);

    @Override
    public String getName() {
        return "jobs.submit";
    }

    @Override
    public String getContextualName(final SubmitContext context) {
        return "submit " + common(context.requests(), JobRequest::type);
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(final SubmitContext context) {
        final JobTags.Values values =
                tags.of(common(context.requests(), JobRequest::type), common(context.requests(), JobRequest::queue));
        return KeyValues.of(
                JobObservation.Tag.TYPE.withValue(values.type()), JobObservation.Tag.QUEUE.withValue(values.queue()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(final SubmitContext context) {
        return KeyValues.of(JobObservation.Detail.COUNT.withValue(
                String.valueOf(context.requests().size())));
    }

    private static String common(final List<JobRequest> requests, final Function<JobRequest, String> part) {
        final String first = part.apply(requests.get(0));
        return requests.stream().map(part).allMatch(first::equals) ? first : SEVERAL;
    }
}
