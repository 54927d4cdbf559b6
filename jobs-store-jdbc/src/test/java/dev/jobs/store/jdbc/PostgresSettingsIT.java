package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of PostgreSQL and its driver that change what statements mean: the store works under them, or says what to change. */
class PostgresSettingsIT {
    private static String url(final String option) {
        return Postgres.shared().newUrl() + "&options="
                + URLEncoder.encode("-c " + option, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String database(final String options) {
        final String name = Postgres.shared().newSchema();
        Postgres.shared().execute("create database " + name + " template template0 " + options);
        return "jdbc:postgresql://127.0.0.1:" + Postgres.shared().port() + "/" + name
                + "?user=postgres&sslmode=disable";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "standard_conforming_strings=off",
                "default_transaction_isolation=serializable",
                "default_transaction_isolation=repeatable\\ read",
                "default_transaction_deferrable=on",
                "transform_null_equals=on",
                "IntervalStyle=iso_8601",
                "DateStyle=German",
                "bytea_output=escape",
                "plan_cache_mode=force_custom_plan",
                "plan_cache_mode=force_generic_plan",
                "enable_indexscan=off",
                "quote_all_identifiers=on",
                "extra_float_digits=0",
                "synchronous_commit=off"
            })
    void theStoreWorksUnder(final String option) {
        try (JobStore store = JdbcJobStore.open(url(option))) {
            EveryCall.works(store);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preferQueryMode=simple",
                "preferQueryMode=extendedForPrepared",
                "preferQueryMode=extendedCacheEverything",
                "stringtype=unspecified",
                "binaryTransfer=false",
                "prepareThreshold=0",
                "autosave=always",
                "defaultRowFetchSize=1",
                "reWriteBatchedInserts=true"
            })
    void theStoreWorksWithTheDriversOption(final String option) {
        try (JobStore store = JdbcJobStore.open(Postgres.shared().newUrl() + "&" + option)) {
            EveryCall.works(store);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "encoding 'UTF8' lc_collate 'C' lc_ctype 'C'",
                "encoding 'UTF8' locale_provider icu icu_locale 'und-u-ks-level1' locale 'C'"
            })
    void namesAreComparedByCodePointWhateverTheCollation(final String options) {
        final String url = database(options);
        try (JobStore store = JdbcJobStore.open(url)) {
            EveryCall.works(store);

            assertThat(Sql.query(
                            url,
                            "select distinct collname from pg_attribute join pg_collation on pg_collation.oid = attcollation"
                                    + " where attrelid = 'jobs_job'::regclass and attname in ('type', 'queue', 'owner',"
                                    + " 'idempotency_key')"))
                    .containsExactly("C");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII", "EUC_JP", "WIN1252"})
    void anEncodingThatCannotHoldEveryTextIsRefused(final String encoding) {
        final String url = database("encoding '" + encoding + "' lc_collate 'C' lc_ctype 'C'");

        for (final SchemaMode mode : SchemaMode.values()) {
            assertThatThrownBy(
                            () -> JdbcJobStore.open(url, JdbcSettings.defaults().withSchema(mode)))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll(encoding, "UTF8", "create database");
        }
        assertThat(Sql.query(url, "select 1 from pg_class where relname = 'jobs_job'"))
                .isEmpty();
    }

    @Test
    void arraysInWhichNullIsATextAreRefused() {
        assertThatThrownBy(() -> JdbcJobStore.open(url("array_nulls=off")))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("array_nulls", "alter role");
    }

    @Test
    void digitsThatAreLeftOutAreRefused() {
        assertThatThrownBy(() -> JdbcJobStore.open(url("extra_float_digits=-1")))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("extra_float_digits", "alter role");
    }

    @Test
    void aCollationByWhichDifferentNamesAreEqualIsRefused() {
        final String url = Postgres.shared().newUrl();
        JdbcJobStore.open(url).close();
        Sql.execute(
                url,
                "create collation same (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
                "alter table jobs_job alter column owner type varchar(200) collate same");

        assertThatThrownBy(() -> JdbcJobStore.open(url))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("owner", "same", "collate \"C\"");
    }
}
