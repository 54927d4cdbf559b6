package dev.jobs.store.jdbc;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds jobs and, of those that wait in a queue, their places: by reading the first {@value #EXACT} jobs of each such
 * queue along an index that has only what waits, so that it takes about as long for many jobs as for one, at any depth.
 */
abstract class PollQuery {
    /** Up to here places and sizes are counted. */
    static final int EXACT = 1_000;

    private static final int FRONT = EXACT + 1;

    /** Finds jobs; results that are larger than so many bytes are left out. */
    abstract List<Found> find(Connection connection, Set<JobId> ids, long largestResult) throws SQLException;

    /**
     * A job as it was found.
     *
     * @param job the job
     * @param seq its number in the order of submission
     * @param due whether it has a place in its queue, if it is pending
     * @param handled whether a live worker handles such jobs, and has not declined this one
     * @param declined whether a worker has declined it
     * @param hasResult whether it has a result, which the job may be without
     * @param now when it was found
     * @param front where it stands in its queue; of no meaning unless it is pending and due
     */
    record Found(
            Job job,
            long seq,
            boolean due,
            boolean handled,
            boolean declined,
            boolean hasResult,
            Instant now,
            Front front) {
        boolean isResultLeftOut() {
            return hasResult && job.result().isEmpty();
        }

        boolean isInQueue() {
            return due && job.status() == JobStatus.PENDING;
        }

        /** Whether it should have a place, and has none yet. */
        boolean isLate() {
            return !due && job.status() == JobStatus.PENDING && !job.dueAt().isAfter(now);
        }

        QueuePlace place() {
            return new QueuePlace(job.queue(), job.priority(), seq);
        }
    }

    /**
     * A place among the first of a queue.
     *
     * @param position from 1; one more than {@value #EXACT} says that it is further behind
     * @param size of the queue; one more than {@value #EXACT} says that it is larger
     */
    record Front(long position, long size) {
        static final Front NONE = new Front(0, 0);

        boolean hasPosition() {
            return position <= EXACT;
        }

        boolean hasSize() {
            return size <= EXACT;
        }
    }

    /** The condition that a live worker handles a job, given by its columns, and has not declined it. */
    static String handled(final Dialect dialect) {
        return String.format(
                Locale.ROOT,
                """
                exists (
                    select 1 from jobs_worker w
                    where w.expires_at > %s and %s and %s and (declined_by is null or not (%s)))""",
                dialect.now(),
                dialect.isIn("type", "w.types"),
                dialect.isIn("queue", "w.queues"),
                dialect.isIn("w.worker_id", "declined_by"));
    }

    private static final int DUE = JobRow.NEXT;
    private static final int HANDLED = JobRow.NEXT + 1;
    private static final int DECLINED = JobRow.NEXT + 2;
    private static final int HAS_RESULT = JobRow.NEXT + 3;
    private static final int NOW = JobRow.NEXT + 4;

    private static String columns(final Dialect dialect) {
        return JobRow.columns(
                "null as payload",
                "case when " + dialect.size("result") + " <= cast(? as bigint) then result end as result");
    }

    private static Found found(final ResultSet row, final Front front) throws SQLException {
        return new Found(
                JobRow.job(row),
                JobRow.seq(row),
                row.getBoolean(DUE),
                row.getBoolean(HANDLED),
                row.getBoolean(DECLINED),
                row.getBoolean(HAS_RESULT),
                JobRow.instant(row, NOW),
                front);
    }

    /**
     * All of it in one statement: one round trip, and one moment. Whether a job is among the first of its queue is seen by
     * the one behind those; only if there are such jobs are all of them numbered, which takes several times as long.
     *
     * <p>How many ids there are is not for the planner to see, or it would make a plan for each call, which takes longer than
     * the answer; nor are the limits, or it would sort a short queue instead of reading it along the index, by a plan that
     * it keeps when the queue has become long.
     */
    static final class OfPostgres extends PollQuery {
        private static final String SQL = String.format(
                Locale.ROOT,
                """
                with wanted as materialized (
                    select %6$s, due, declined_by, result is not null as has_result from jobs_job where id = any(cast((select ?) as uuid[]))
                ),
                behind as materialized (
                    select q.queue as behind_queue, b.priority as behind_priority, b.seq as behind_seq
                    from (select distinct queue from wanted where status = 'pending' and due) as q
                    left join lateral (
                        select a.priority, a.seq
                        from jobs_job a
                        where a.status = 'pending' and a.due and a.queue = q.queue
                        order by a.priority desc, a.seq
                        offset (select %3$d) limit (select 1)) as b on true
                ),
                front as materialized (
                    select q.queue as front_queue, f.front_seq, f.position
                    from (
                        select distinct queue
                        from wanted
                        join behind on behind_queue = queue
                        where status = 'pending' and due and (
                            behind_seq is null or priority > behind_priority
                            or (priority = behind_priority and seq < behind_seq))) as q
                    cross join lateral (
                        select a.seq as front_seq, row_number() over (order by a.priority desc, a.seq) as position
                        from jobs_job a
                        where a.status = 'pending' and a.due and a.queue = q.queue
                        order by a.priority desc, a.seq
                        limit (select %2$d)) as f
                ),
                sizes as (
                    select front_queue as size_queue, count(*) as size from front group by front_queue
                )
                select %1$s, due, %4$s, declined_by is not null, has_result, %5$s, coalesce(position, %2$d), coalesce(size, %2$d)
                from wanted
                left join front on front_seq = seq
                left join sizes on size_queue = queue""",
                JobRow.COLUMNS,
                FRONT,
                EXACT,
                handled(Dialect.POSTGRESQL),
                Dialect.POSTGRESQL.now(),
                columns(Dialect.POSTGRESQL));

        private static final int POSITION = JobRow.NEXT + 5;
        private static final int SIZE = JobRow.NEXT + 6;

        private final ReplannedStatement plan = new ReplannedStatement(SQL);

        @Override
        List<Found> find(final Connection connection, final Set<JobId> ids, final long largestResult)
                throws SQLException {
            final List<Found> all = new ArrayList<>(ids.size());
            final long begin = System.nanoTime();
            try (PreparedStatement select = connection.prepareStatement(plan.sql())) {
                select.setLong(1, largestResult);
                select.setArray(2, Ids.array(connection, ids));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        all.add(found(row, new Front(row.getLong(POSITION), row.getLong(SIZE))));
                    }
                }
            } finally {
                // One that was cut short by a timeout too.
                plan.took(System.nanoTime() - begin);
            }
            return all;
        }
    }

    /** One statement for the jobs and one for each of their queues: H2 runs in this process. */
    static final class OfH2 extends PollQuery {
        private static final String JOBS = "select " + columns(Dialect.H2) + ", due, " + handled(Dialect.H2)
                + ", declined_by is not null, result is not null, " + Dialect.H2.now()
                + " from jobs_job where id = any(?)";

        // The whole index is named in the order, or H2 does not see that it needs no sort.
        private static final String HEAD = String.format(Locale.ROOT, """
                select priority, seq from jobs_job
                where status = 'pending' and due = true and queue = ?
                order by status, due, queue, priority desc, seq
                limit %d""", FRONT);

        @Override
        List<Found> find(final Connection connection, final Set<JobId> ids, final long largestResult)
                throws SQLException {
            final List<Found> all = new ArrayList<>(ids.size());
            try (PreparedStatement select = connection.prepareStatement(JOBS)) {
                select.setLong(1, largestResult);
                select.setArray(2, Ids.array(connection, ids));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        all.add(found(row, Front.NONE));
                    }
                }
            }
            final Map<String, List<QueuePlace>> heads = new HashMap<>();
            for (final Found found : all) {
                if (found.isInQueue() && !heads.containsKey(found.job().queue())) {
                    heads.put(found.job().queue(), head(connection, found.job().queue()));
                }
            }
            all.replaceAll(found -> found.isInQueue()
                    ? inFront(found, heads.getOrDefault(found.job().queue(), List.of()))
                    : found);
            return all;
        }

        private static List<QueuePlace> head(final Connection connection, final String queue) throws SQLException {
            final List<QueuePlace> head = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(HEAD)) {
                select.setString(1, queue);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        head.add(new QueuePlace(queue, row.getInt(1), row.getLong(2)));
                    }
                }
            }
            return head;
        }

        /** By what is ahead of it: it may have been claimed since it was found. */
        private static Found inFront(final Found found, final List<QueuePlace> head) {
            final QueuePlace own = found.place();
            final long ahead = head.stream()
                    .filter(place -> !place.equals(own) && place.isUpTo(own.priority(), own.seq()))
                    .count();
            final Front front = new Front(ahead + 1, Math.max(ahead + 1, head.size()));
            return new Found(
                    found.job(),
                    found.seq(),
                    found.due(),
                    found.handled(),
                    found.declined(),
                    found.hasResult(),
                    found.now(),
                    front);
        }
    }
}
