package dev.jobs.store.testkit;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The effect that a submission should have on the jobs of a model where a limit of attempts at once may be full. */
record ModelSubmission(Model model, JobRequest request, WhenLimitFull whenFull) {
    /** Cancels the jobs whose places a job of this id takes, and gives the outcome that is right. */
    SubmitOutcome outcome(final JobId id) {
        final List<String> full =
                request.limitKeys().stream().filter(this::isFull).sorted().toList();
        if (full.isEmpty() || whenFull == WhenLimitFull.WAIT) {
            return new SubmitOutcome.Submitted(id);
        }
        if (whenFull == WhenLimitFull.REFUSE) {
            return new SubmitOutcome.Refused(full.get(0), holder(full.get(0)), Optional.empty());
        }
        final List<ModelJob> cancelled = new ArrayList<>();
        full.forEach(key -> own(key, JobStatus.PENDING).forEach(job -> cancel(job, id, cancelled)));
        if (whenFull == WhenLimitFull.CANCEL_RUNNING) {
            full.forEach(key -> {
                final int limit = model.limit(key).orElseThrow();
                final long run = unended(key)
                        .filter(job -> job.status == JobStatus.PROCESSING)
                        .count();
                own(key, JobStatus.PROCESSING).stream()
                        .limit(limit == 0 ? 0 : Math.max(0, run - limit + 1))
                        .forEach(job -> cancel(job, id, cancelled));
            });
        }
        return new SubmitOutcome.Submitted(
                id, cancelled.stream().map(job -> job.id).sorted().toList());
    }

    private static void cancel(final ModelJob job, final JobId by, final List<ModelJob> cancelled) {
        job.cancelled();
        job.replacedBy = Optional.of(by);
        cancelled.add(job);
    }

    private boolean isFull(final String key) {
        return model.limit(key).filter(limit -> unended(key).count() >= limit).isPresent();
    }

    private Optional<JobId> holder(final String key) {
        return unended(key)
                .min(Comparator.comparing((ModelJob job) -> job.status == JobStatus.PENDING)
                        .thenComparing(job -> job.id))
                .map(job -> job.id);
    }

    private List<ModelJob> own(final String key, final JobStatus status) {
        return unended(key)
                .filter(job -> job.status == status
                        && job.request.type().equals(request.type())
                        && job.request.owner().equals(request.owner()))
                .sorted(Comparator.comparing(job -> job.id))
                .toList();
    }

    private Stream<ModelJob> unended(final String key) {
        return model.jobs.stream()
                .filter(job -> !job.finished && job.request.limitKeys().contains(key));
    }
}
