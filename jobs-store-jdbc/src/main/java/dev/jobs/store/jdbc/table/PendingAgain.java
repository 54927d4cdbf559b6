package dev.jobs.store.jdbc.table;

import java.util.Locale;

/** The one description of a job {@code j} that becomes pending again, or ends, as the assignments of an update. */
public final class PendingAgain {
    private PendingAgain() {}

    /**
     * The assignments but for the status: if the condition holds, the job forgets its stage and progress and gets a new due
     * time; else it ends now.
     *
     * @param condition the condition under which the job becomes pending again
     * @param due whether it is then due at once
     * @param dueAt the time at which it is then due
     */
    public static String ifElseEnded(
            final Syntax syntax, final String condition, final String due, final String dueAt) {
        return String.format(Locale.ROOT, """
                worker_id = null,
                stage = case when %2$s then null else j.stage end,
                progress = case when %2$s then 0 else j.progress end,
                stages_entered = case when %2$s then 0 else j.stages_entered end,
                overall_progress = case when %2$s then 0 else j.overall_progress end,
                due = case when %2$s then %3$s else j.due end,
                due_at = case when %2$s then %4$s else j.due_at end,
                updated_at = greatest(j.updated_at, %1$s),
                finished_at = case when %2$s then null else greatest(j.updated_at, %1$s) end""", syntax.now(), condition, due, dueAt);
    }

    /** The assignments but for the status, of a job that waits again in any case and is due at once. */
    public static String atOnce(final Syntax syntax) {
        return String.format(Locale.ROOT, """
                worker_id = null, stage = null, progress = 0, stages_entered = 0, overall_progress = 0, due = true,
                due_at = %1$s, updated_at = greatest(j.updated_at, %1$s)""", syntax.now());
    }
}
