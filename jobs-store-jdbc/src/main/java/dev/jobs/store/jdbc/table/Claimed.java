package dev.jobs.store.jdbc.table;

import dev.jobs.Job;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** A job that was claimed, and its place in its queue. */
public record Claimed(QueuePlace place, ClaimedJob job) {
    /** Reads a claimed job from its {@link JobRow#COLUMNS}. */
    public static Claimed read(final ResultSet row, final WorkerId worker) throws SQLException {
        final Job job = JobRow.job(row);
        final Lease lease = new Lease(job.id(), JobRow.lease(row), worker);
        return new Claimed(JobRow.place(row, job), new ClaimedJob(job, lease));
    }

    /** The jobs in the order in which they start; an update answers in no order. */
    public static List<ClaimedJob> inOrder(final List<Claimed> claimed) {
        if (claimed.size() == 1) {
            return List.of(claimed.get(0).job());
        }
        return claimed.stream()
                .sorted(Comparator.comparing(Claimed::place, QueuePlace.IN_QUEUE))
                .map(Claimed::job)
                .toList();
    }
}
