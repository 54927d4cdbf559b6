package dev.jobs.store.jdbc;

import java.util.List;
import java.util.stream.IntStream;

/** The steps of the tables that this library knows, by their files. */
final class Steps {
    private static final List<String> FILES = List.of(
            "V1__jobs.sql",
            "V2__attributes.sql",
            "V3__limits_log_attempts.sql",
            "V4__operations.sql",
            "V5__history_sums.sql",
            "V6__pauses.sql",
            "V7__turns.sql",
            "V8__limits.sql",
            "V9__children.sql");

    /** The version that the last one leads to. */
    static final int NEWEST = FILES.size();

    private Steps() {}

    /** The files that are missing in tables of this version, as messages name them. */
    static String after(final int version) {
        return String.join(" and ", FILES.subList(version, FILES.size()));
    }

    /** The versions that tables of today have been through. */
    static List<String> versions() {
        return IntStream.rangeClosed(1, NEWEST).mapToObj(String::valueOf).toList();
    }

    /** The SQL of all files of a database. */
    static String[] sql(final String folder) {
        return FILES.stream()
                .map(file -> Sql.resource("schema/" + folder + "/" + file))
                .toArray(String[]::new);
    }
}
