package dev.jobs.store.jdbc;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.jdbc.connection.FaultCodes;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.connection.UrlScheme;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.h2.H2Database;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The list of the databases that jobs can be kept in. */
final class Databases {
    static final List<Database> ALL = List.of(new PostgresDatabase(), new H2Database());

    private static final FaultCodes CODES =
            FaultCodes.ofAny(ALL.stream().map(Database::faults).toList());

    private Databases() {}

    /** The faults of a database before it is known which one it is. */
    static SqlFaults faults() {
        return new SqlFaults(CODES);
    }

    /** The database behind a data source, as its driver names it. */
    static Database at(final DataSource dataSource) {
        final String product = new Transactions(dataSource, faults())
                .statement(
                        "connect to the database",
                        connection -> connection.getMetaData().getDatabaseProductName());
        return ALL.stream()
                .filter(database -> database.productName().equalsIgnoreCase(product))
                .findFirst()
                .orElseThrow(() -> new JobStoreConfigurationException("jobs are kept on "
                        + ALL.stream().map(Database::productName).collect(Collectors.joining(" or "))
                        + ", but this database is " + product));
    }

    /** The scheme of a URL; a plain one where it is none of these databases' own, as that of a driver around another. */
    static UrlScheme schemeOf(final String url) {
        return ALL.stream()
                .map(Database::urls)
                .filter(scheme -> scheme.accepts(url))
                .findFirst()
                .orElseGet(AnyUrl::new);
    }

    private static final class AnyUrl implements UrlScheme {
        @Override
        public boolean accepts(final String url) {
            return true;
        }

        @Override
        public String example() {
            return "jdbc:…";
        }

        @Override
        public String driver() {
            return ALL.stream().map(database -> database.urls().driver()).collect(Collectors.joining(" or "));
        }
    }
}
