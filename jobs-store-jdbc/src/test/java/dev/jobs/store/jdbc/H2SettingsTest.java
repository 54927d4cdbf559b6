package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import java.nio.file.Path;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of H2 that change what statements mean: the store works under them, or says which to leave out. */
@Tag("slow")
class H2SettingsTest {
    @TempDir
    private static Path directory;

    private static String url(final String settings) {
        return "jdbc:h2:mem:" + UUID.randomUUID() + settings;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";MODE=LEGACY",
                ";MODE=PostgreSQL",
                ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                ";CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                ";NON_KEYWORDS=USER,VALUE,KEY,YEAR",
                ";OLD_INFORMATION_SCHEMA=TRUE",
                ";LOCK_MODE=1",
                ";LOCK_TIMEOUT=1",
                ";TIME ZONE=Asia/Kathmandu",
                ";VARIABLE_BINARY=TRUE",
                ";ZERO_BASED_ENUMS=TRUE",
                ";DEFAULT_ESCAPE="
            })
    void theStoreWorksUnder(final String settings) {
        try (JobStore store = JdbcJobStore.open(url(settings))) {
            EveryCall.works(store);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ;MODE=Oracle                      | MODE=Oracle
            ;MODE=MySQL                       | MODE=MySQL
            ;MODE=MariaDB                     | MODE=MariaDB
            ;MODE=MSSQLServer                 | MODE=MSSQLServer
            ;MODE=DB2                         | MODE=DB2
            ;MODE=Derby                       | MODE=Derby
            ;MODE=HSQLDB                      | MODE=HSQLDB
            ;MODE=Strict                      | MODE=STRICT
            ;IGNORECASE=TRUE                  | IGNORECASE
            ;COLLATION=ENGLISH STRENGTH PRIMARY | COLLATION=ENGLISH
            ;LOCK_MODE=0                      | LOCK_MODE=0
            ;DATABASE_TO_UPPER=FALSE          | DATABASE_TO_UPPER
            ;NON_KEYWORDS=LIMIT,VALUE         | LIMIT
            """)
    void itIsRefusedUnder(final String settings, final String named) {
        assertThatThrownBy(() -> JdbcJobStore.open(url(settings)))
                .isInstanceOf(JobStoreConfigurationException.class)
                .message()
                .containsIgnoringCase(named);
    }

    @Test
    void whereStatementsMayHaveNoConstantsThatIsSaid() {
        final String url = url("");
        try (JobStore store = JdbcJobStore.open(url)) {
            Sql.execute(url, "set allow_literals none");

            assertThatThrownBy(() -> JdbcJobStore.open(url, JdbcSettings.defaults()))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .message()
                    .containsIgnoringCase("literals");
            assertThat(store.find(JobId.random())).isEmpty();
        }
    }

    @Test
    void aFileThatAnInterruptWouldCloseForEverybodyIsRefusedAndThePrefixThatHelpsIsTaken() {
        final JdbcDataSource service = new JdbcDataSource();
        final String file = directory.resolve("service").toString();
        service.setURL("jdbc:h2:file:" + file);
        assertThatThrownBy(() -> JdbcJobStore.on(service, JdbcSettings.defaults()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll(file, "interrupted", "retry:");

        for (final String prefix : new String[] {"retry:", "async:"}) {
            service.setURL("jdbc:h2:file:" + prefix + file + prefix.charAt(0));
            try (JobStore store = JdbcJobStore.on(service, JdbcSettings.defaults())) {
                Thread.currentThread().interrupt();
                store.overview();
                Thread.currentThread().interrupt();
                EveryCall.works(store);
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Test
    void aFileThatTheServiceItselfHasOpenIsNotSaidToBeInAnotherProcessOnly() throws Exception {
        final String file = directory.resolve("shared").toString();
        final JdbcDataSource service = new JdbcDataSource();
        service.setURL("jdbc:h2:file:" + file);
        try (var open = service.getConnection()) {
            assertThatThrownBy(() -> JdbcJobStore.open("jdbc:h2:file:" + file))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll("in this one under another URL", "JdbcJobStore.on", "PostgreSQL");
            open.createStatement().close();
        }
    }
}
