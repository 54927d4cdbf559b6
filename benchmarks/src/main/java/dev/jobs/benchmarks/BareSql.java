package dev.jobs.benchmarks;

import dev.jobs.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The yardstick: the least SQL that does the work, by hand, without a promise beyond it. */
enum BareSql {
    /** A table with what is needed to hand out and tick off work, and no more. */
    NARROW(
            "a narrow table",
            """
            create table bare_job (
                id uuid not null primary key,
                seq bigint not null generated always as identity,
                type text not null,
                payload text not null,
                status text not null default 'pending',
                attempt integer not null default 0,
                created_at timestamptz not null default now(),
                finished_at timestamptz
            ) with (fillfactor = 70);
            create index bare_job_pending on bare_job (seq) where status = 'pending'""",
            "bare_job (id, type, payload)",
            """
            update bare_job set status = 'processing', attempt = attempt + 1
            where id = any (array(
                select id from bare_job where status = 'pending' order by seq limit ? for update skip locked))
            returning id, payload""",
            "update bare_job set status = 'complete', finished_at = now() where id = any (?)"),

    /** The table of this library, with all its indexes and constraints. */
    OWN_TABLE(
            "the store's own table",
            "",
            "jobs_job (id, type, payload, queue, priority, owner, max_attempts, backoff_initial_ms, backoff_max_ms, status,"
                    + " due, due_at, created_at, updated_at)",
            """
            update jobs_job set status = 'processing', attempt = attempt + 1, lease = lease + 1, revision = revision + 1,
                worker_id = '00000000-0000-0000-0000-000000000001', started_at = now(), updated_at = now()
            where id = any (array(
                select id from jobs_job
                where status = 'pending' and case when due and declined_by is null then held_by is null end
                    and queue = 'default' and type = 'noop'
                order by priority desc, turn, seq limit ? for update skip locked))
            returning id, payload""",
            """
            update jobs_job set status = 'complete', finished_at = now(), updated_at = now(), worker_id = null,
                revision = revision + 1
            where id = any (?)""");

    /** The number that are claimed and completed at once where it pays most. */
    private static final int LARGE_BATCH = 1_000;

    private static final int THREADS = 2;
    private static final String REST_OF_OWN = ",'default',0,'',3,1000,600000,'pending',true,now(),now(),now()";

    private final String label;
    private final String schema;
    private final String target;
    private final String claim;
    private final String complete;

    BareSql(final String label, final String schema, final String target, final String claim, final String complete) {
        this.label = label;
        this.schema = schema;
        this.target = target;
        this.claim = claim;
        this.complete = complete;
    }

    String label() {
        return label;
    }

    /** The name of its drains among those of others. */
    String limitLabel() {
        return "limit on " + label;
    }

    void makeTable(final Database database) {
        if (this == NARROW) {
            database.execute(schema);
        } else {
            dev.jobs.store.jdbc.JdbcJobStore.open(database.url()).close();
        }
    }

    /** Of so many rows; the parameters of each are its id and its payload. */
    String insert(final int rows) {
        final String row = "(?, 'noop', ?" + (this == NARROW ? "" : REST_OF_OWN) + ")";
        return "insert into " + target + " values " + String.join(", ", Collections.nCopies(rows, row));
    }

    /** Jobs a second where so many are held at once: two threads, each claims half of them and completes them in turns. */
    double drainHolding(final int held, final Server server, final int jobs) throws InterruptedException {
        return drain(server, jobs, held / THREADS);
    }

    /** Jobs a second: two threads, each claims a thousand and completes them, until none is left. */
    double drain(final Server server, final int jobs) throws InterruptedException {
        return drain(server, jobs, LARGE_BATCH);
    }

    private double drain(final Server server, final int jobs, final int batch) throws InterruptedException {
        try (Database database = server.newDatabase()) {
            makeTable(database);
            copy(database, jobs);
            database.settle();
            final AtomicLong done = new AtomicLong();
            final long begin = System.nanoTime();
            Callers.run(THREADS, caller -> drain(database, batch, done));
            final double seconds = (System.nanoTime() - begin) / 1e9;
            if (done.get() != jobs) {
                throw new IllegalStateException(done + " jobs were done, but there were " + jobs);
            }
            return jobs / seconds;
        }
    }

    private void drain(final Database database, final int batch, final AtomicLong done) {
        Database.asked(() -> {
            try (Connection connection = database.connect();
                    PreparedStatement claiming = connection.prepareStatement(claim);
                    PreparedStatement completing = connection.prepareStatement(complete)) {
                List<UUID> ids = claim(claiming, batch);
                while (!ids.isEmpty()) {
                    completing.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
                    done.addAndGet(completing.executeUpdate());
                    ids = claim(claiming, batch);
                }
            }
            return true;
        });
    }

    private static List<UUID> claim(final PreparedStatement claiming, final int batch) throws SQLException {
        claiming.setInt(1, batch);
        final List<UUID> ids = new ArrayList<>(batch);
        try (ResultSet row = claiming.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
                row.getString(2);
            }
        }
        Collections.sort(ids);
        return ids;
    }

    /** Jobs a second: one COPY of as many rows. */
    double copy(final Database database, final int jobs) {
        final long begin = System.nanoTime();
        Database.asked(() -> {
            try (Connection connection = database.connect()) {
                copy(connection, jobs);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
        return jobs / ((System.nanoTime() - begin) / 1e9);
    }

    private void copy(final Connection connection, final int jobs) throws SQLException, IOException {
        final String rest = this == NARROW
                ? ""
                : "\tdefault\t0\t\t3\t1000\t600000\tpending\ttrue\t"
                        + String.format(Locale.ROOT, "%1$s\t%1$s\t%1$s", java.time.Instant.now());
        final CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + target + " from stdin");
        final StringBuilder rows = new StringBuilder();
        for (int i = 0; i < jobs; i++) {
            rows.append(JobId.random())
                    .append("\tnoop\t{\"number\":")
                    .append(i)
                    .append('}')
                    .append(rest)
                    .append('\n');
            if (rows.length() > 60_000 || i == jobs - 1) {
                final byte[] bytes = rows.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
                rows.setLength(0);
            }
        }
        copy.endCopy();
    }
}
