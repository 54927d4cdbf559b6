package dev.jobs.store.jdbc.limit;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.PauseRows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.Forecast.RunningJob;
import dev.jobs.store.support.KeyUse;
import dev.jobs.store.support.LimitSet;
import dev.jobs.store.support.LimitedForecast.KeyState;
import dev.jobs.store.support.PauseSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Reads what limits and pauses allow. Immutable. */
public final class Allowances {
    private final Syntax syntax;
    private final LongSupplier ticker;
    private final HolderRows holders;

    /** @param ticker monotonic nanoseconds */
    public Allowances(final Syntax syntax, final LongSupplier ticker) {
        this.syntax = syntax;
        this.ticker = ticker;
        this.holders = new HolderRows(syntax);
    }

    /** The limits, pauses and uses of keys at one moment. */
    public record Reading(StoreMoment at, LimitSet limits, PauseSet pauses, Map<String, KeyUse> uses) {
        /** The time, by the store's clock. */
        public Instant now() {
            return at.time();
        }

        /** The starts that are allowed then; each is to be used for one sequence of starts. */
        public Allowance allowance() {
            return allowanceAt(now());
        }

        /** The same as of another time. */
        Allowance allowanceAt(final Instant at) {
            return new Allowance(at, limits, pauses, key -> uses.getOrDefault(key, KeyUse.NONE));
        }

        /** The buckets, by the names of their holders, that are emptier than empty under a limit that has changed. */
        Map<String, Instant> bounded() {
            final Map<String, Instant> bounded = new TreeMap<>();
            uses.forEach((key, use) -> {
                final KeyUse now = use.under(limits.of(key), now());
                if (!now.equals(use)) {
                    bounded.put(Holder.ofKey(key), now.fullAt());
                }
            });
            return bounded;
        }
    }

    /** All limits. */
    public static LimitSet limits(final Connection connection) throws SQLException {
        return LimitRows.set(LimitRows.all(connection));
    }

    /** The limits, pauses and uses now that concern these keys. */
    public Reading read(final Connection connection, final Collection<String> keys) throws SQLException {
        final Map<String, Instant> fullAt = keys.isEmpty() ? Map.of() : holders.read(connection, Holder.ofKeys(keys));
        return read(connection, keys, fullAt);
    }

    /** The same, with what is known of the buckets of keys by the names of their holders. */
    Reading read(final Connection connection, final Collection<String> keys, final Map<String, Instant> fullAt)
            throws SQLException {
        return read(
                connection,
                LimitRows.concerning(connection, keys),
                uses(keys, PermitRows.count(connection, keys), fullAt));
    }

    private static Map<String, KeyUse> uses(
            final Collection<String> keys, final Map<String, Integer> taken, final Map<String, Instant> fullAt) {
        final Map<String, KeyUse> uses = new HashMap<>();
        for (final String key : keys) {
            uses.put(
                    key,
                    new KeyUse(
                            taken.getOrDefault(key, 0), fullAt.getOrDefault(Holder.ofKey(key), KeyUse.NONE.fullAt())));
        }
        return uses;
    }

    private Reading read(final Connection connection, final LimitSet limits, final Map<String, KeyUse> uses)
            throws SQLException {
        final PauseSet pauses = PauseRows.ofHolders(connection, syntax);
        return new Reading(now(connection), limits, pauses, uses);
    }

    /** The limits, pauses and uses that concern these keys, and what each of them runs. */
    public record WithRuns(Reading reading, Map<String, Map<JobId, RunningJob>> runs) {
        /** Of no keys: nothing is limited. */
        public static final WithRuns NONE = new WithRuns(
                new Reading(new StoreMoment(Instant.EPOCH, 0), LimitSet.NONE, PauseSet.NONE, Map.of()), Map.of());

        /** The use of a key, and its jobs that are processing. */
        public KeyState state(final String key) {
            return new KeyState(reading.uses().getOrDefault(key, KeyUse.NONE), runs.getOrDefault(key, Map.of()));
        }

        /** True if one of these keys has a limit. */
        public boolean limits(final Collection<String> keys) {
            return keys.stream().anyMatch(key -> reading.limits().of(key).isPresent());
        }
    }

    /** The same as {@link #read}, with the jobs that are processing, of the keys that have a limit: others keep nothing back. */
    public WithRuns readWithRuns(final Connection connection, final Collection<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return WithRuns.NONE;
        }
        final LimitSet limits = LimitRows.concerning(connection, keys);
        final Set<String> limited =
                keys.stream().filter(key -> limits.of(key).isPresent()).collect(Collectors.toSet());
        final Map<String, Integer> counts = new HashMap<>();
        final Map<String, Map<JobId, RunningJob>> runs = new HashMap<>();
        PermitRows.taken(connection, limited).forEach((key, taken) -> {
            counts.put(key, taken.count());
            runs.put(key, taken.newest());
        });
        final Map<String, Instant> fullAt =
                limited.isEmpty() ? Map.of() : holders.read(connection, Holder.ofKeys(limited));
        return new WithRuns(read(connection, limits, uses(limited, counts, fullAt)), runs);
    }

    /** The owners that are paused. */
    Set<String> pausedOwners(final Connection connection) throws SQLException {
        return PauseRows.ofHolders(connection, syntax).pauses().stream()
                .map(Pause::target)
                .filter(target -> target.kind() == PauseTarget.Kind.OWNER)
                .map(PauseTarget::name)
                .collect(Collectors.toSet());
    }

    private StoreMoment now(final Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + syntax.now());
                ResultSet row = select.executeQuery()) {
            row.next();
            return new StoreMoment(JobRow.instant(row, 1), ticker.getAsLong());
        }
    }
}
