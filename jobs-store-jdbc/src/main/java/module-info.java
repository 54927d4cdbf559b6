import dev.jobs.store.JobStoreProvider;
import dev.jobs.store.jdbc.JdbcJobStoreProvider;

/** A store on H2 and PostgreSQL. */
module dev.jobs.store.jdbc {
    requires transitive dev.jobs.api;
    requires transitive java.sql;
    requires com.zaxxer.hikari;
    requires org.slf4j;
    requires static org.jspecify;
    requires static org.postgresql.jdbc;

    exports dev.jobs.store.jdbc;
    exports dev.jobs.store.jdbc.postgresql to
            org.postgresql.jdbc;

    provides JobStoreProvider with
            JdbcJobStoreProvider;
}
