package dev.jobs.dashboard;

import dev.jobs.Job;
import dev.jobs.JobStatus;
import java.util.Optional;
import java.util.Set;

/** An action that can be done to one job or to many, and the jobs that it is for. */
enum BulkAction {
    CANCEL(DashboardRight.CANCEL),
    RERUN(DashboardRight.RERUN),
    DELETE(DashboardRight.DELETE);

    private final DashboardRight right;

    BulkAction(final DashboardRight right) {
        this.right = right;
    }

    /** The action of this name in a path. */
    static Optional<BulkAction> of(final String name) {
        return switch (name) {
            case "cancel" -> Optional.of(CANCEL);
            case "rerun" -> Optional.of(RERUN);
            case "delete" -> Optional.of(DELETE);
            default -> Optional.empty();
        };
    }

    DashboardRight right() {
        return right;
    }

    /** The statuses of the jobs that it may be done to. */
    Set<JobStatus> statuses() {
        return switch (this) {
            case CANCEL -> Set.of(JobStatus.PENDING, JobStatus.PROCESSING);
            case RERUN, DELETE -> Set.of(JobStatus.COMPLETE, JobStatus.FAILED, JobStatus.CANCELLED);
        };
    }

    /** True if it can be done to this job, when many are found. */
    boolean isFor(final Job job) {
        return switch (this) {
            case CANCEL -> !job.status().isTerminal();
            case RERUN -> job.finishedAt().isPresent() && job.rerunAs().isEmpty();
            case DELETE -> job.finishedAt().isPresent();
        };
    }
}
