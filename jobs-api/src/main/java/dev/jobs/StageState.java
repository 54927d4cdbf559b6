package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The progress of a job in one of its declared stages. Immutable.
 *
 * @param stage the stage
 * @param status whether it is to come, under way or over
 * @param progress from 0 to 100: as the handler reported it where the stage is active, 100 where it is done
 * @param took the time that the current or last attempt spent in it, all of its visits together; empty until it has been left
 */
public record StageState(Stage stage, Status status, double progress, Optional<Duration> took) {
    /** The state of a stage. */
    public enum Status {
        /** Not entered yet. */
        PENDING,

        /** The handler is in it, or was when the job failed or was cancelled. */
        ACTIVE,

        /** Entered, and left for another stage or for the job's completion. */
        DONE,

        /** Passed over: a later stage was entered without it, or the job has ended. */
        SKIPPED;

        /** The status as it stands in JSON: its name in lower case. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public StageState {
        requireNonNull(stage, "stage");
        requireNonNull(status, "status");
        requireNonNull(took, "took");
    }

    /** The state of each stage that the job's type declares, in their order; empty if it declares none. */
    static List<StageState> of(final Job job) {
        final int current = indexOfCurrent(job);
        final int reached = current >= 0 ? current : lastEntered(job);
        final List<StageState> states = new ArrayList<>(job.stages().size());
        for (int i = 0; i < job.stages().size(); i++) {
            final Status status = status(job, i, current, reached);
            final Stage stage = job.stages().get(i);
            states.add(new StageState(stage, status, progress(job, status), took(job, stage)));
        }
        return List.copyOf(states);
    }

    private static Status status(final Job job, final int index, final int current, final int reached) {
        if (index == current && job.status() != JobStatus.COMPLETE) {
            return Status.ACTIVE;
        }
        if (index == current || job.overallProgress().hasEntered(index)) {
            return Status.DONE;
        }
        return index < reached || job.status().isTerminal() ? Status.SKIPPED : Status.PENDING;
    }

    private static double progress(final Job job, final Status status) {
        return switch (status) {
            case ACTIVE -> job.progress();
            case DONE -> 100;
            case PENDING, SKIPPED -> 0;
        };
    }

    private static Optional<Duration> took(final Job job, final Stage stage) {
        return job.stageTimes().stream()
                .filter(time -> time.stage().equals(stage.name()))
                .map(StageTime::took)
                .reduce(Duration::plus);
    }

    private static int indexOfCurrent(final Job job) {
        return job.stage()
                .map(name -> job.stages().stream().map(Stage::name).toList().indexOf(name))
                .orElse(-1);
    }

    private static int lastEntered(final Job job) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(job.overallProgress().entered());
    }
}
