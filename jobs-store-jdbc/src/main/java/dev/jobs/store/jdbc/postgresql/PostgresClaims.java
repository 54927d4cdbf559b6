package dev.jobs.store.jdbc.postgresql;

import dev.jobs.Job;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Known;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Lane;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Start;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.turn.Promotion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims in one statement, which says beside what it claimed whether it is to be done otherwise: if jobs became due that are
 * not in their lanes yet, and if {@link ClaimStarts} kept it from all that waits.
 */
final class PostgresClaims implements Claims {
    private static final String ENTRIES = """
            (coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_claim')), 0)
                + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_position')), 0)%s)""";

    // Within a lane's priority its start leaves out the jobs of earlier places. If there are any of a higher priority,
    // which takes no time to see, nothing is claimed; nor if there are jobs that have become due and are in no lane
    // yet. What was read is counted once, after the last job: as a column of each it takes a tenth of the claim's time.
    // There are hardly ever any jobs that workers have declined, and to claim among them costs each claim a third more:
    // a claim only sees that there are some and claims nothing, and another follows it that reads them too.
    private static final String SQL =
            sql(String.format(Locale.ROOT, ENTRIES, ""), "and not exists (select 1 from declined)", "");

    private static final String DECLINED_TOO = sql(
            String.format(
                    Locale.ROOT,
                    ENTRIES,
                    " + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_declined')), 0)"),
            "",
            "union all " + head("j.declined_by is not null and not (? = any(j.declined_by))", "true", ""));

    /** The query of the head of each lane: the jobs that a condition allows, of some lanes, unless there is a reason not to claim. */
    private static String head(final String condition, final String lanes, final String unless) {
        return String.format(Locale.ROOT, """
            select head.*
            from lanes as l
            cross join lateral (
                select j.id, j.priority, j.turn, j.seq
                from jobs_job j
                where j.status = 'pending' and j.due and j.queue = l.queue and j.type = l.type and %s
                order by %4$s
                limit (select cast(? as bigint))
                for update skip locked) as head
            where %s and exists (select 1 from alive) and exists (select 1 from read_before)
                and not exists (select 1 from unheard) %s
                and not exists (select 1 from late) and not exists (select 1 from urgent)""", condition, lanes, unless, QueuePlace.order("j"));
    }

    private static String sql(final String entries, final String unless, final String declinedHeads) {
        return String.format(
                Locale.ROOT,
                """
            with alive as materialized (
                select 1 from jobs_worker where worker_id = ? and expires_at > %1$s for key share
            ),
            unheard as materialized (
                select 1 from jobs_worker where %7$s and expires_at > heard_at limit 1
            ),
            late as materialized (
                select 1 from jobs_job where ? and status = 'pending' and due = false and due_at <= %1$s limit 1
            ),
            declined as materialized (
                select 1 from jobs_job where ? and status = 'pending' and due and declined_by is not null limit 1
            ),
            paused as materialized (
                select kind, name from jobs_pause where %10$s
            ),
            lanes as materialized (
                select l.*, l.seq is not null as has_start
                from unnest((select cast(? as text[])), cast(? as text[]), cast(? as integer[]), cast(? as bigint[]),
                        cast(? as bigint[]))
                    as l (queue, type, priority, turn, seq)
                where not exists (select 1 from paused where %11$s)
            ),
            urgent as materialized (
                select 1 from lanes l
                where l.has_start and exists (
                    select 1 from jobs_job j
                    where j.status = 'pending' and j.due and j.declined_by is null and j.queue = l.queue
                        and j.type = l.type and j.priority > l.priority)
            ),
            read_before as materialized (select %2$s as entries),
            heads as (%3$s union all %4$s %8$s),
            claimed as (
                update jobs_job set %5$s
                where id = any (array(
                    select id from heads order by %9$s limit (select cast(? as bigint))))
                returning %6$s
            )
            select %6$s,
                (select %2$s - (select entries from read_before) from (select count(*) from claimed) as after),
                exists (select 1 from late),
                exists (select 1 from unheard),
                exists (select 1 from declined)
            from (select 1) as always left join claimed on true""",
                PostgresSyntax.SYNTAX.now(),
                entries,
                head("j.declined_by is null", "not l.has_start", unless),
                head(
                        "j.declined_by is null and j.priority = l.priority and (j.turn, j.seq) > (l.turn, l.seq)",
                        "l.has_start",
                        unless),
                JobConditions.claimed(PostgresSyntax.SYNTAX),
                JobRow.COLUMNS,
                PostgresSyntax.SYNTAX.heardOnlyBeforePromotion(),
                declinedHeads,
                QueuePlace.ORDER,
                JobConditions.pauseHolds(PostgresSyntax.SYNTAX),
                JobConditions.pauseCovers("l.queue", "l.type"));
    }

    private static final int ENTRIES_READ = JobRow.NEXT;
    private static final int LATE = JobRow.NEXT + 1;
    private static final int UNHEARD_OF = JobRow.NEXT + 2;
    private static final int DECLINED = JobRow.NEXT + 3;

    private final Transactions transactions;
    private final Promotion promotion;
    private final ClaimStarts starts;
    private final DeclinedJobsThrottle declinedThrottle;

    /** True if the last claim that looked saw jobs that some worker has declined. */
    private volatile boolean declinedSeen;

    PostgresClaims(final Transactions transactions, final Promotion promotion) {
        this.transactions = transactions;
        this.promotion = promotion;
        this.starts = new ClaimStarts(transactions.ticker());
        this.declinedThrottle = new DeclinedJobsThrottle(transactions.ticker());
    }

    /** The outcome of a claim: jobs, or the reason why it claimed none. */
    private record Answer(List<Claimed> claimed, long entries, boolean late, boolean unheard, boolean declined) {}

    /** The way in which a claim deals with jobs that have become due. */
    private enum Due {
        AS_THEY_ARE,
        PROMOTED
    }

    /** The way in which a claim deals with the jobs that workers have declined. */
    private enum Declined {
        LEFT_ALONE,
        NOTICED,
        CLAIMED
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        Due due = Due.AS_THEY_ARE;
        Declined declined = declinedThrottle.isTime(request.worker())
                ? declinedSeen ? Declined.CLAIMED : Declined.NOTICED
                : Declined.LEFT_ALONE;
        while (true) {
            final Known known = starts.current();
            final Answer answer = claim(request, known, due, declined);
            if (answer.unheard()) {
                throw new JobStoreUnavailableException("The database was promoted or restored a moment ago. Nothing is"
                        + " claimed until each worker that was alive before has been heard again and has stopped what"
                        + " it lost, or is lost itself.");
            }
            if (declined == Declined.NOTICED && answer.declined()) {
                declined = Declined.CLAIMED;
            } else if (answer.late()) {
                promote();
                starts.forget();
                due = Due.PROMOTED;
            } else {
                final boolean all = known.isEmpty() || answer.claimed().size() == request.limit();
                if (!all) {
                    starts.forget();
                }
                if (all || !answer.claimed().isEmpty()) {
                    return Claimed.inOrder(answer.claimed());
                }
            }
        }
    }

    @Override
    public void expectOlderJobs() {
        starts.forget();
    }

    ClaimStarts starts() {
        return starts;
    }

    private void promote() {
        transactions.statement("look for jobs that have become due", promotion::promote);
    }

    private Answer claim(final ClaimRequest request, final Known known, final Due due, final Declined declined) {
        final List<Lane> lanes = lanes(request);
        final long begin = transactions.ticker().getAsLong();
        final Answer answer = transactions.atMostOnce("claim jobs", connection -> {
            final boolean declinedToo = declined == Declined.CLAIMED;
            try (PreparedStatement claim = connection.prepareStatement(declinedToo ? DECLINED_TOO : SQL)) {
                claim.setObject(1, request.worker().value());
                claim.setBoolean(2, due == Due.AS_THEY_ARE);
                claim.setBoolean(3, declined != Declined.LEFT_ALONE);
                bind(claim, lanes, known);
                claim.setInt(9, request.limit());
                claim.setInt(10, request.limit());
                int last = 10;
                if (declinedToo) {
                    claim.setObject(11, request.worker().value());
                    claim.setInt(12, request.limit());
                    last = 12;
                }
                final int next = JobConditions.bindClaimed(claim, last + 1, request);
                claim.setInt(next, request.limit());
                try (ResultSet row = claim.executeQuery()) {
                    return answer(row, request.worker());
                }
            }
        });
        final long nanos = transactions.ticker().getAsLong() - begin;
        starts.note(known, answer.claimed().stream().map(PostgresClaims::place).toList(), answer.entries(), nanos);
        if (declined != Declined.LEFT_ALONE) {
            declinedSeen = answer.declined();
        }
        if (declined == Declined.CLAIMED) {
            declinedThrottle.note(
                    request.worker(), answer.entries() - answer.claimed().size(), nanos);
        }
        return answer;
    }

    // Here and below without streams: on a worker with little to do jobs wait for code that is not compiled yet.
    private static List<Lane> lanes(final ClaimRequest request) {
        final List<Lane> lanes = new ArrayList<>();
        for (final String queue : request.queues()) {
            for (final String type : request.types()) {
                lanes.add(new Lane(queue, type));
            }
        }
        return lanes;
    }

    private static void bind(final PreparedStatement claim, final List<Lane> lanes, final Known known)
            throws SQLException {
        final Connection connection = claim.getConnection();
        final String[] queues = new String[lanes.size()];
        final String[] types = new String[lanes.size()];
        final @Nullable Integer[] priorities = new Integer[lanes.size()];
        final @Nullable Long[] turns = new Long[lanes.size()];
        final @Nullable Long[] seqs = new Long[lanes.size()];
        for (int i = 0; i < queues.length; i++) {
            final Lane lane = lanes.get(i);
            queues[i] = lane.queue();
            types[i] = lane.type();
            final Optional<Start> start = known.of(lane);
            if (start.isPresent()) {
                priorities[i] = start.get().priority();
                turns[i] = start.get().turn();
                seqs[i] = start.get().seq();
            }
        }
        claim.setArray(4, connection.createArrayOf("text", queues));
        claim.setArray(5, connection.createArrayOf("text", types));
        claim.setArray(6, connection.createArrayOf("integer", priorities));
        claim.setArray(7, connection.createArrayOf("bigint", turns));
        claim.setArray(8, connection.createArrayOf("bigint", seqs));
    }

    private static Start place(final Claimed claimed) {
        final Job job = claimed.job().job();
        return new Start(
                new Lane(job.queue(), job.type()),
                claimed.place().priority(),
                claimed.place().turn(),
                claimed.place().seq());
    }

    private static Answer answer(final ResultSet row, final WorkerId worker) throws SQLException {
        final List<Claimed> claimed = new ArrayList<>();
        long entries = 0;
        boolean late = false;
        boolean unheard = false;
        boolean declined = false;
        while (row.next()) {
            if (row.getObject(1) != null) {
                claimed.add(Claimed.read(row, worker));
            }
            entries = Math.max(entries, row.getLong(ENTRIES_READ));
            late = row.getBoolean(LATE);
            unheard = row.getBoolean(UNHEARD_OF);
            declined = row.getBoolean(DECLINED);
        }
        return new Answer(claimed, entries, late, unheard, declined);
    }
}
