package dev.jobs.store.jdbc.postgresql;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.table.Draft;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Stores many new jobs by PostgreSQL's COPY, a stream: the server writes the first while the last are still on their way.
 * Columns that it does not name have a default in the table.
 */
final class CopyInsert {
    private static final int FEWEST = 100;
    private static final int CHUNK = 64 * 1024;
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String COPY = copy("");
    private static final String SPECIAL_COPY =
            copy(", time_limit_ms, silence_limit_ms, fails_at_limit, rerun_of, limit_keys, owner_weight, held_by");

    private CopyInsert() {}

    private static String copy(final String more) {
        return "copy jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms,"
                + " stages, attributes, turn, among_owners" + more + ") from stdin";
    }

    /** True if these are so many that it pays, and need nothing that only an insert can do. */
    static boolean suits(final Connection connection, final List<Draft> drafts) throws SQLException {
        return drafts.size() >= FEWEST
                && drafts.stream()
                        .map(Draft::request)
                        .allMatch(request -> request.idempotencyKey().isEmpty()
                                && request.dueAt().isEmpty()
                                && request.delay().isEmpty())
                && connection.isWrapperFor(PGConnection.class);
    }

    /** Stores them all, or none if any is there already: then an earlier run of the same call has. */
    static boolean store(
            final Connection connection, final List<Draft> drafts, final Function<Draft, Optional<String>> holders)
            throws SQLException {
        final boolean special = drafts.stream().anyMatch(Draft::isSpecial);
        final CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(special ? SPECIAL_COPY : COPY);
        try {
            final StringBuilder rows = new StringBuilder(CHUNK);
            for (final Draft draft : drafts) {
                append(rows, draft);
                if (special) {
                    appendSpecial(rows, draft);
                    escapedOrNull(rows.append('\t'), holders.apply(draft));
                }
                rows.append('\n');
                if (rows.length() > CHUNK) {
                    write(copy, rows);
                }
            }
            write(copy, rows);
            copy.endCopy();
            return true;
        } catch (final SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void write(final CopyIn copy, final StringBuilder rows) throws SQLException {
        final byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        rows.setLength(0);
    }

    private static void append(final StringBuilder rows, final Draft draft) {
        final JobRequest request = draft.request();
        rows.append(draft.id()).append('\t');
        escaped(rows, request.type()).append('\t');
        escaped(rows, request.queue()).append('\t').append(request.priority()).append('\t');
        escaped(rows, request.owner().orElse("")).append('\t');
        escaped(rows, draft.payload())
                .append('\t')
                .append(request.maxAttempts())
                .append('\t')
                .append(request.backoff().initial().toMillis())
                .append('\t')
                .append(request.backoff().max().toMillis())
                .append('\t');
        escapedOrNull(rows, draft.stages()).append('\t');
        escapedOrNull(rows, draft.attributes());
        final Draft.Turn turn = draft.turn().orElseThrow();
        rows.append('\t').append(turn.number()).append('\t').append(turn.amongOwners());
    }

    private static void appendSpecial(final StringBuilder rows, final Draft draft) {
        escapedOrNull(rows.append('\t'), draft.timeLimitMillis().map(String::valueOf));
        escapedOrNull(rows.append('\t'), draft.silenceLimitMillis().map(String::valueOf));
        rows.append('\t').append(draft.failsAtLimit());
        escapedOrNull(rows.append('\t'), draft.request().rerunOf().map(String::valueOf));
        escapedOrNull(rows.append('\t'), draft.limitKeys());
        escapedOrNull(rows.append('\t'), draft.ownerWeight().map(String::valueOf));
    }

    private static StringBuilder escapedOrNull(final StringBuilder rows, final Optional<String> text) {
        return text.isPresent() ? escaped(rows, text.get()) : rows.append("\\N");
    }

    /** Appends a text by the rules of <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY's text format</a>. */
    private static StringBuilder escaped(final StringBuilder rows, final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            switch (c) {
                case '\\' -> rows.append("\\\\");
                case '\t' -> rows.append("\\t");
                case '\n' -> rows.append("\\n");
                case '\r' -> rows.append("\\r");
                default -> rows.append(c);
            }
        }
        return rows;
    }
}
