package dev.jobs.store.jdbc.table;

import dev.jobs.store.ClaimRequest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;

/** The conditions on jobs, and the statement about them, that several rooms need. */
public final class JobConditions {
    /**
     * The condition that somebody holds the lease of {@code j}; a check of the table ties it to {@code worker_id}. To say it
     * by that column would let PostgreSQL look through the index of all that is held, for each row of a batch.
     */
    public static final String HELD = "(j.status = 'processing' or (j.status = 'cancelled' and j.finished_at is null))";

    private JobConditions() {}

    /** The condition that a live worker handles a job, given by its columns, and has not declined it. */
    public static String handled(final Syntax syntax) {
        return String.format(
                Locale.ROOT,
                """
                exists (
                    select 1 from jobs_worker w
                    where w.expires_at > %s and %s and %s and (declined_by is null or not (%s)))""",
                syntax.now(),
                syntax.isIn("type", "w.types"),
                syntax.isIn("queue", "w.queues"),
                syntax.isIn("w.worker_id", "declined_by"));
    }

    /** The condition that a row of {@code jobs_pause} has not ended by itself. */
    public static String pauseHolds(final Syntax syntax) {
        return "(ends_at is null or ends_at > " + syntax.now() + ")";
    }

    /** The condition that a row of {@code jobs_pause} is for jobs of a queue and a type, which are these expressions. */
    public static String pauseCovers(final String queue, final String type) {
        return String.format(
                Locale.ROOT, "((kind = 'queue' and name = %s) or (kind = 'type' and name = %s))", queue, type);
    }

    /**
     * The column of the strongest pause that holds for a job, of its queue, type or owner, given by its columns, that could start
     * otherwise; null: none holds. Where there are no pauses, no job is looked at for it.
     */
    public static String ofPause(final Syntax syntax, final String column) {
        return String.format(Locale.ROOT, """
                case when status = 'pending' and due = true and exists (select 1 from jobs_pause) then (
                    select %s from jobs_pause where %s and (%s or (kind = 'owner' and name = owner))
                    order by case kind when 'queue' then 1 when 'type' then 2 else 3 end limit 1) end""", column, pauseHolds(syntax), pauseCovers("queue", "type"));
    }

    /** The assignments of a cancel; the call that cancels, by which it knows its own work, is a parameter. */
    public static String cancelled(final Syntax syntax) {
        return String.format(Locale.ROOT, """
                status = 'cancelled', cancel_request = ?, revision = revision + 1,
                release = case when status = 'pending' then 'confirmed' end,
                cancelled_at = case when status = 'processing' then greatest(updated_at, %1$s) end,
                updated_at = greatest(updated_at, %1$s),
                finished_at = case when status = 'pending' then greatest(updated_at, %1$s) end""", syntax.now());
    }

    /** The assignments of a claim; {@link #bindClaimed} sets their parameters. */
    public static String claimed(final Syntax syntax) {
        return String.format(
                Locale.ROOT,
                """
                status = 'processing', worker_id = ?, attempt = attempt + 1, lease = %2$s,
                revision = revision + 1, stage_times = null,
                started_at = greatest(updated_at, %1$s), updated_at = greatest(updated_at, %1$s),
                time_limit_at = %3$s,
                time_limit_from = case when coalesce(time_limit_ms, cast(? as bigint)) is not null
                    then greatest(updated_at, %1$s) end""",
                syntax.now(),
                LeaseNumbers.after("lease"),
                syntax.nowPlusMicros("(coalesce(time_limit_ms, cast(? as bigint)) * 1000)"));
    }

    /** Sets the parameters of {@link #claimed}, from this one on; answers with the number of the next one. */
    public static int bindClaimed(final PreparedStatement claim, final int first, final ClaimRequest request)
            throws SQLException {
        claim.setObject(first, request.worker().value());
        for (final int index : new int[] {first + 1, first + 2}) {
            if (request.timeLimit().isPresent()) {
                claim.setLong(index, request.timeLimit().get().toMillis());
            } else {
                claim.setNull(index, Types.BIGINT);
            }
        }
        return first + 3;
    }
}
