package dev.jobs.store.jdbc.write;

import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Finds the workers whose time to live is over, and deletes them. Safe to share between threads.
 *
 * <h2>The trouble</h2>
 *
 * <p>The database's clock decides when a time to live is over, but that clock may jump: forward, and every worker seems to have
 * been silent for ages; back, and none is ever late.
 *
 * <h2>The rule</h2>
 *
 * <p>A worker is lost if both hold:
 *
 * <ul>
 *   <li>this process has itself seen the worker's newest heartbeat unchanged for the whole time to live, by its own monotonic
 *       clock, and
 *   <li>by the database's clock the time to live is over, or the heartbeat is yet to come.
 * </ul>
 *
 * <p>An example, with a time to live of 60 s and a database whose clock jumps forward by a day:
 *
 * <pre>
 *   ticker  database's clock  heartbeat       lost?
 *      0 s      10:00:00      10:00:00        no: seen for the first time
 *     10 s     +1 day         10:00:00        no: silent by the database, but seen for 10 s only
 *     20 s     +1 day         +1 day          no: another heartbeat, seen for the first time
 *     80 s     +1 day         the same        yes: seen for 60 s, and over by the database
 * </pre>
 *
 * <p>The process's clock can only delay a recovery, never hasten it. A goodbye, which is a time to live of zero, needs no delay.
 */
public final class LostWorkers {
    private final Syntax syntax;
    private final LongSupplier ticker;

    /** Guarded by itself: the newest heartbeat of each worker, and since when this process has seen it. */
    private final Map<UUID, Seen> seen = new HashMap<>();

    /** @param ticker monotonic nanoseconds */
    public LostWorkers(final Syntax syntax, final LongSupplier ticker) {
        this.syntax = syntax;
        this.ticker = ticker;
    }

    private record Seen(Instant heardAt, long since) {}

    /** A worker as the database has it; silent: its time is over, or its heartbeat yet to come, by the database's clock. */
    private record Registered(UUID worker, String name, Instant heardAt, Instant expiresAt, boolean silent) {
        boolean saidGoodbye() {
            return !expiresAt.isAfter(heardAt);
        }
    }

    /** Deletes the workers that are lost, within a transaction that then recovers their jobs; answers with their names. */
    Map<UUID, String> forget(final Connection connection) throws SQLException {
        final long asked = ticker.getAsLong();
        final List<Registered> lost = lost(registered(connection), asked);
        if (lost.isEmpty()) {
            return Map.of();
        }
        // A heartbeat that has come since counts.
        final String sql = "delete from jobs_worker where worker_id = ? and heard_at = ? and " + silent();
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (final Registered worker : lost) {
                delete.setObject(1, worker.worker());
                delete.setObject(2, OffsetDateTime.ofInstant(worker.heardAt(), ZoneOffset.UTC));
                delete.addBatch();
            }
            delete.executeBatch();
        }
        return lost.stream().collect(Collectors.toMap(Registered::worker, Registered::name));
    }

    private String silent() {
        return String.format(Locale.ROOT, "(expires_at <= %1$s or heard_at > %1$s)", syntax.now());
    }

    private List<Registered> registered(final Connection connection) throws SQLException {
        final List<Registered> registered = new ArrayList<>();
        final String sql =
                "select worker_id, name, heard_at, expires_at, " + silent() + " from jobs_worker order by worker_id";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                registered.add(new Registered(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        JobRow.instant(row, 3),
                        JobRow.instant(row, 4),
                        row.getBoolean(5)));
            }
        }
        return registered;
    }

    /** The lost ones of these workers, which the database was asked for at this moment of the ticker. */
    private List<Registered> lost(final List<Registered> registered, final long asked) {
        final long now = ticker.getAsLong();
        synchronized (seen) {
            seen.keySet().retainAll(registered.stream().map(Registered::worker).toList());
            return registered.stream()
                    .filter(worker -> {
                        final Seen last = seen.compute(
                                worker.worker(),
                                (id, known) -> known != null && known.heardAt().equals(worker.heardAt())
                                        ? known
                                        : new Seen(worker.heardAt(), now));
                        final Duration timeToLive = Duration.between(worker.heardAt(), worker.expiresAt());
                        return worker.silent()
                                && (worker.saidGoodbye() || asked - last.since() >= timeToLive.toNanos());
                    })
                    .toList();
        }
    }
}
