package dev.jobs.store.jdbc.table;

import dev.jobs.AttemptLimits;
import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.Stage;
import dev.jobs.StageTime;
import dev.jobs.store.support.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads jobs from result sets, by the order of {@link #COLUMNS}. */
public final class JobRow {
    /** The columns that make a {@link Job}, then the lease's number and the place in the queue. */
    public static final String COLUMNS = columns("payload", "result");

    /** The same without what may be large. */
    public static final String SMALL_COLUMNS = columns("null", "null", "null");

    private static final int LEASE = 39;
    private static final int SEQ = 40;
    private static final int TURN = 41;

    /** True if any of what most jobs do not have is there: it is looked for only then, since each column read takes its time. */
    private static final int HAS_MORE = 42;

    /** The first column behind these. */
    public static final int NEXT = 43;

    private JobRow() {}

    /** The {@link #COLUMNS}, with these expressions instead of two of them. */
    public static String columns(final String payload, final String result) {
        return columns(payload, result, "stage_times");
    }

    private static String columns(final String payload, final String result, final String stageTimes) {
        return "id, type, queue, priority, owner, idempotency_key, " + payload + ", max_attempts, backoff_initial_ms,"
                + " backoff_max_ms, status, attempt, stage, progress, " + result + ", error, release, created_at,"
                + " due_at, updated_at, started_at, finished_at, stages, stages_entered, overall_progress, revision,"
                + " attributes, time_limit_ms, silence_limit_ms, fails_at_limit, time_limit_at, time_limit_from, "
                + stageTimes
                + ", rerun_of, rerun_as, limit_keys, replaced_by, owner_weight, lease, seq, turn, (attributes is not null or time_limit_ms is not null"
                + " or silence_limit_ms is not null or fails_at_limit or time_limit_at is not null or stage_times is not null"
                + " or rerun_of is not null or rerun_as is not null or limit_keys is not null"
                + " or replaced_by is not null or owner_weight is not null) as has_more";
    }

    public static Job job(final ResultSet row) throws SQLException {
        return new Job(id(row, 1), request(row), state(row));
    }

    private static JobRequest request(final ResultSet row) throws SQLException {
        final JobRequest.Builder request = JobRequest.storedBuilder(row.getString(2))
                .queue(row.getString(3))
                .priority(row.getInt(4))
                .maxAttempts(row.getInt(8))
                .backoff(new Backoff(Duration.ofMillis(row.getLong(9)), Duration.ofMillis(row.getLong(10))))
                .stages(stages(row.getString(23)));
        Optional.of(row.getString(5)).filter(owner -> !owner.isEmpty()).ifPresent(request::owner);
        Optional.ofNullable(row.getString(6)).ifPresent(request::idempotencyKey);
        Optional.ofNullable(row.getString(7)).ifPresent(request::storedPayload);
        if (row.getBoolean(HAS_MORE)) {
            request.limits(limits(row)).storedRerunOf(optionalId(row, 34));
            Optional.ofNullable(row.getString(27)).map(StoredJson::attributes).ifPresent(request::attributes);
            request.limitKeys(LimitKeys.read(row, 36)).ownerWeight(ownerWeight(row));
        }
        return request.build();
    }

    private static int ownerWeight(final ResultSet row) throws SQLException {
        final int weight = row.getInt(38);
        return row.wasNull() ? JobRequest.DEFAULT_OWNER_WEIGHT : weight;
    }

    private static AttemptLimits limits(final ResultSet row) throws SQLException {
        final Optional<Duration> time = optionalMillis(row, 28);
        final Optional<Duration> silence = optionalMillis(row, 29);
        final boolean fails = row.getBoolean(30);
        if (time.isEmpty() && silence.isEmpty() && !fails) {
            return AttemptLimits.NONE;
        }
        return new AttemptLimits(time, silence, fails ? AttemptLimits.AtLimit.FAIL : AttemptLimits.AtLimit.TRY_AGAIN);
    }

    private static JobState state(final ResultSet row) throws SQLException {
        final JobStatus status = JobStatus.ofWireName(row.getString(11));
        final JobState.Builder state = JobState.builder(instant(row, 18))
                .status(status)
                .attempt(row.getInt(12))
                .stage(Optional.ofNullable(row.getString(13)))
                .progress(row.getDouble(14))
                .overallProgress(new OverallProgress(row.getLong(24), row.getDouble(25)))
                .error(Optional.ofNullable(row.getString(16)))
                .dueAt(instant(row, 19))
                .updatedAt(instant(row, 20))
                .startedAt(optionalInstant(row, 21))
                .revision(row.getLong(26));
        if (status.isTerminal()) {
            state.result(Optional.ofNullable(row.getString(15)))
                    .release(release(row, 17))
                    .finishedAt(optionalInstant(row, 22));
        }
        if (row.getBoolean(HAS_MORE)) {
            state.timeLimitAt(status == JobStatus.PROCESSING ? timeLimitAt(row) : Optional.empty())
                    .stageTimes(stageTimes(row.getString(33)))
                    .rerunAs(optionalId(row, 35))
                    .replacedBy(optionalId(row, 37));
        }
        return state.build();
    }

    /** The time limit of the current attempt, unless a worker that knows nothing of limits has begun it. */
    private static Optional<Instant> timeLimitAt(final ResultSet row) throws SQLException {
        final Optional<Instant> from = optionalInstant(row, 32);
        return from.isPresent() && from.equals(optionalInstant(row, 21)) ? optionalInstant(row, 31) : Optional.empty();
    }

    private static List<StageTime> stageTimes(final @Nullable String json) {
        return json == null ? List.of() : StoredJson.stageTimes(json);
    }

    private static List<Stage> stages(final @Nullable String json) {
        return json == null ? List.of() : StoredJson.stages(json);
    }

    static long lease(final ResultSet row) throws SQLException {
        return row.getLong(LEASE);
    }

    /** The place of a job in its queue. */
    public static QueuePlace place(final ResultSet row, final Job job) throws SQLException {
        return new QueuePlace(job.queue(), job.priority(), row.getLong(TURN), row.getLong(SEQ));
    }

    public static JobId id(final ResultSet row, final int column) throws SQLException {
        return new JobId(row.getObject(column, UUID.class));
    }

    public static Optional<Release> release(final ResultSet row, final int column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(name -> Release.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    private static Optional<JobId> optionalId(final ResultSet row, final int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class)).map(JobId::new);
    }

    private static Optional<Duration> optionalMillis(final ResultSet row, final int column) throws SQLException {
        final long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    public static Instant instant(final ResultSet row, final int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> optionalInstant(final ResultSet row, final int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
