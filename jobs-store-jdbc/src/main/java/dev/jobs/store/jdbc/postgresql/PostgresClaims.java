package dev.jobs.store.jdbc.postgresql;

import dev.jobs.Job;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Known;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Lane;
import dev.jobs.store.jdbc.postgresql.ClaimStarts.Start;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.turn.Promotion;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Claims in one statement, which says beside what it claimed whether it is to be done otherwise: if jobs became due that are
 * not in their lanes yet, and if {@link ClaimStarts} kept it from all that waits.
 */
final class PostgresClaims implements Claims {
    private static final String ENTRIES = """
            (coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_claim')), 0)
                + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_position')), 0)%s)""";

    /** The blocks of the indexes of what waits that this transaction has read, those of entries that are passed over included. */
    static final String BLOCKS = """
            (coalesce(pg_stat_get_xact_blocks_fetched(to_regclass('jobs_job_claim')), 0)
                + coalesce(pg_stat_get_xact_blocks_fetched(to_regclass('jobs_job_position')), 0))""";

    // Within a lane's priority its start leaves out the jobs of earlier places. If there are any of a higher priority,
    // which takes no time to see, nothing is claimed; nor if there are jobs that have become due and are in no lane
    // yet. What was read is counted once, after the last job: as a column of each it takes a tenth of the claim's time.
    // There are hardly ever any jobs that workers have declined, and to claim among them costs each claim a third more:
    // a claim only sees that there are some and claims nothing, and another follows it that reads them too.
    private static final String SQL = sqlOfOthers("cast(null as bigint)");

    // The microseconds until the first moment at which a job may start of which no signal tells: it is due, a lane of
    // held jobs opens, or a
    // pause ends. It is not looked for where it is not needed.
    private static final String SQL_WITH_NEXT_TIME =
            sqlOfOthers(String.format(Locale.ROOT, """
            case when exists (select 1 from alive) then (
                select cast(extract(epoch from least(min(next.at), %1$s + interval '1 minute') - %1$s) * 1000000 as bigint)
                from (
                    select min(due_at) as at from jobs_job where status = 'pending' and due = false
                    union all select min(opens_at) from jobs_held_lane where opens_at > %1$s
                    union all select min(ends_at) from jobs_pause where ends_at > %1$s) as next) end""", PostgresSyntax.SYNTAX.now()));

    private static final String DECLINED_TOO = sql(
            String.format(
                    Locale.ROOT,
                    ENTRIES,
                    " + coalesce(pg_stat_get_xact_tuples_returned(to_regclass('jobs_job_declined')), 0)"),
            "cast(null as bigint)",
            "",
            "union all " + head(PostgresCandidates.DECLINED_BY_OTHERS, "true", ""));

    /** The query of the head of each lane: the jobs that a condition allows, of some lanes, unless there is a reason not to claim. */
    private static String head(final String condition, final String lanes, final String unless) {
        return String.format(Locale.ROOT, """
            select head.*
            from lanes as l
            cross join lateral (
                select j.id, j.priority, j.turn, j.seq, j.owner, j.limit_keys is not null as has_limit_keys
                from jobs_job j
                where %s and j.queue = l.queue and j.type = l.type
                order by %4$s
                limit (select cast(? as bigint))
                for update skip locked) as head
            where %s and exists (select 1 from alive) and exists (select 1 from read_before)
                and not exists (select 1 from unheard) %s
                and not exists (select 1 from late) and not exists (select 1 from urgent)""", condition, lanes, unless, QueuePlace.order("j"));
    }

    private static String sqlOfOthers(final String nextTime) {
        return sql(String.format(Locale.ROOT, ENTRIES, ""), nextTime, "and not exists (select 1 from declined)", "");
    }

    private static String sql(
            final String entries, final String nextTime, final String unless, final String declinedHeads) {
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
            %10$s,
            urgent as materialized (
                select 1 from lanes l
                cross join lateral (
                    select 1 from jobs_job j
                    where %13$s and j.queue = l.queue and j.type = l.type and j.priority > l.priority
                    order by j.priority desc
                    limit 1) as one
                where l.has_start
            ),
            read_before as materialized (select %2$s as entries, %12$s as blocks),
            heads as (%3$s union all %4$s %8$s),
            constrained as materialized (
                select 1 from heads
                where has_limit_keys or exists (select 1 from paused where kind = 'owner' and name = heads.owner)
                union all
                select 1 from jobs_held_lane held join lanes l on l.queue = held.queue and l.type = held.type
                where held.opens_at <= %1$s
                limit 1
            ),
            claimed as (
                update jobs_job set %5$s
                where not exists (select 1 from constrained) and id = any (array(
                    select id from heads order by %9$s limit (select cast(? as bigint))))
                returning %6$s
            )
            select %6$s,
                spent.entries,
                spent.blocks,
                exists (select 1 from late),
                exists (select 1 from unheard),
                exists (select 1 from declined),
                exists (select 1 from constrained),
                %11$s
            from (
                select %2$s - before.entries as entries, %12$s - before.blocks as blocks
                from read_before as before, (select count(*) from claimed) as after) as spent
            left join claimed on true""",
                PostgresSyntax.SYNTAX.now(),
                entries,
                head(PostgresSyntax.SYNTAX.isClaimable(), "not l.has_start", unless),
                head(
                        PostgresSyntax.SYNTAX.isClaimable()
                                + " and j.priority = l.priority and (j.turn, j.seq) > (l.turn, l.seq)",
                        "l.has_start",
                        unless),
                JobConditions.claimed(PostgresSyntax.SYNTAX),
                JobRow.COLUMNS,
                PostgresSyntax.SYNTAX.heardOnlyBeforePromotion(),
                declinedHeads,
                QueuePlace.ORDER,
                PostgresCandidates.LANES,
                nextTime,
                BLOCKS,
                PostgresSyntax.SYNTAX.isClaimable());
    }

    private static final int ENTRIES_READ = JobRow.NEXT;
    private static final int BLOCKS_READ = JobRow.NEXT + 1;
    private static final int LATE = JobRow.NEXT + 2;
    private static final int UNHEARD_OF = JobRow.NEXT + 3;
    private static final int DECLINED = JobRow.NEXT + 4;
    private static final int CONSTRAINED = JobRow.NEXT + 5;
    private static final int NEXT_TIME = JobRow.NEXT + 6;

    private final Transactions transactions;
    private final Promotion promotion;
    private final LimitedClaims limited;
    private final StartingInsert startingInsert;
    private final ClaimStarts starts;
    private final DeclinedJobsThrottle declinedThrottle;
    private final EmptyClaims emptyClaims;

    /** True if the last claim that looked saw jobs that some worker has declined. */
    private volatile boolean declinedSeen;

    PostgresClaims(final Transactions transactions, final Promotion promotion, final LimitedClaims limited) {
        this.transactions = transactions;
        this.promotion = promotion;
        this.limited = limited;
        this.startingInsert = new StartingInsert(transactions);
        this.starts = new ClaimStarts(transactions.ticker());
        this.declinedThrottle = new DeclinedJobsThrottle(transactions.ticker());
        this.emptyClaims = new EmptyClaims(transactions.ticker());
    }

    /** The outcome of a claim: jobs, or the reason why it claimed none. */
    private record Answer(
            List<Claimed> claimed,
            ClaimStarts.Spent spent,
            boolean late,
            boolean unheard,
            boolean declined,
            boolean constrained,
            OptionalLong microsToNextTime) {}

    /** The two ways of a claim with the next time at which a job may start by itself. */
    private enum NextTime {
        IGNORED,
        LOOKED_FOR
    }

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
        final NextTime nextTime = emptyClaims.claims(request.worker()) ? NextTime.LOOKED_FOR : NextTime.IGNORED;
        Due due = Due.AS_THEY_ARE;
        Declined declined = declinedThrottle.isTime(request.worker())
                ? declinedSeen ? Declined.CLAIMED : Declined.NOTICED
                : Declined.LEFT_ALONE;
        while (true) {
            final Known known = starts.current();
            final long begin = transactions.ticker().getAsLong();
            final Answer answer = claim(request, known, due, declined, nextTime);
            if (answer.unheard()) {
                throw new JobStoreUnavailableException("The database was promoted or restored a moment ago. Nothing is"
                        + " claimed until each worker that was alive before has been heard again and has stopped what"
                        + " it lost, or is lost itself.");
            }
            if (declined == Declined.NOTICED && answer.declined()) {
                declined = Declined.CLAIMED;
            } else if (answer.late()) {
                promote();
                forgetStarts();
                due = Due.PROMOTED;
            } else {
                final List<Claimed> claimed =
                        answer.constrained() ? claimLimited(request, known, answer, declined) : answer.claimed();
                if (known.isEmpty() || !claimed.isEmpty()) {
                    if (claimed.isEmpty() && !answer.constrained() && declined == Declined.NOTICED) {
                        emptyClaims.broughtNothing(request.worker(), begin, answer.microsToNextTime());
                    }
                    return Claimed.inOrder(claimed);
                }
                starts.forget();
            }
        }
    }

    @Override
    public boolean bringsNothing(final WorkerId worker, final long signalsSince) {
        return emptyClaims.bringsNothing(worker, signalsSince);
    }

    @Override
    public boolean canStart() {
        return true;
    }

    @Override
    public Optional<ClaimedJob> start(final Draft draft, final Lease lease, final ClaimRequest request) {
        return startingInsert.start(draft, lease, request);
    }

    @Override
    public void expectOlderJobs() {
        forgetStarts();
    }

    private void forgetStarts() {
        starts.forget();
        startingInsert.forget();
    }

    ClaimStarts starts() {
        return starts;
    }

    /** The place behind which starts at submissions look, if they look behind one. */
    Optional<QueuePlace> looksBehind(final Set<String> queues) {
        return startingInsert.behind(queues);
    }

    private void promote() {
        transactions.statement("look for jobs that have become due", promotion::promote);
    }

    private List<Claimed> claimLimited(
            final ClaimRequest request, final Known known, final Answer seen, final Declined declined) {
        final long begin = transactions.ticker().getAsLong();
        final List<Claimed> claimed =
                limited.claim(request, new PostgresCandidates(known, declined == Declined.CLAIMED));
        final long nanos = transactions.ticker().getAsLong() - begin;
        starts.note(known, claimed.stream().map(PostgresClaims::place).toList(), seen.spent(), nanos);
        return claimed;
    }

    private Answer claim(
            final ClaimRequest request,
            final Known known,
            final Due due,
            final Declined declined,
            final NextTime nextTime) {
        final long begin = transactions.ticker().getAsLong();
        final Answer answer = transactions.atMostOnce("claim jobs", connection -> {
            final boolean declinedToo = declined == Declined.CLAIMED;
            try (PreparedStatement claim = connection.prepareStatement(
                    declinedToo ? DECLINED_TOO : nextTime == NextTime.LOOKED_FOR ? SQL_WITH_NEXT_TIME : SQL)) {
                claim.setObject(1, request.worker().value());
                claim.setBoolean(2, due == Due.AS_THEY_ARE);
                claim.setBoolean(3, declined != Declined.LEFT_ALONE);
                PostgresCandidates.bindLanes(claim, 4, request, known);
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
                    return answer(row, request);
                }
            }
        });
        final long nanos = transactions.ticker().getAsLong() - begin;
        starts.note(known, answer.claimed().stream().map(PostgresClaims::place).toList(), answer.spent(), nanos);
        if (declined != Declined.LEFT_ALONE) {
            declinedSeen = answer.declined();
        }
        if (declined == Declined.CLAIMED) {
            declinedThrottle.note(
                    request.worker(),
                    answer.spent().entries() - answer.claimed().size(),
                    nanos);
        }
        return answer;
    }

    private static Start place(final Claimed claimed) {
        final Job job = claimed.job().job();
        return new Start(
                new Lane(job.queue(), job.type()),
                claimed.place().priority(),
                claimed.place().turn(),
                claimed.place().seq());
    }

    private static Answer answer(final ResultSet row, final ClaimRequest request) throws SQLException {
        final List<Claimed> claimed = new ArrayList<>();
        long entries = 0;
        long blocks = 0;
        boolean late = false;
        boolean unheard = false;
        boolean declined = false;
        boolean constrained = false;
        OptionalLong microsToNextTime = OptionalLong.empty();
        while (row.next()) {
            if (row.getObject(1) != null) {
                claimed.add(Claimed.read(row, request.worker()));
            }
            entries = row.getLong(ENTRIES_READ);
            blocks = row.getLong(BLOCKS_READ);
            late = row.getBoolean(LATE);
            unheard = row.getBoolean(UNHEARD_OF);
            declined = row.getBoolean(DECLINED);
            constrained = row.getBoolean(CONSTRAINED);
            final long micros = row.getLong(NEXT_TIME);
            microsToNextTime = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(micros);
        }
        return new Answer(
                claimed,
                new ClaimStarts.Spent(
                        entries,
                        blocks,
                        request.queues().size() * request.types().size()),
                late,
                unheard,
                declined,
                constrained,
                microsToNextTime);
    }
}
