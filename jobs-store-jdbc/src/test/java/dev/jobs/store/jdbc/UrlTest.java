package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.jdbc.connection.PublicUrl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of URLs, and what is said of those that are of no use. */
@Tag("slow")
class UrlTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:h2:mem:jobs,         jdbc:h2:mem:jobs;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            jdbc:h2:file:./jobs,      jdbc:h2:file:retry:./jobs;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            jdbc:h2:./jobs,           jdbc:h2:file:retry:./jobs;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            jdbc:h2:~/jobs,           jdbc:h2:file:retry:~/jobs;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            jdbc:h2:C:/jobs,          jdbc:h2:file:retry:C:/jobs;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            jdbc:h2:tcp://host/jobs,  jdbc:h2:tcp://host/jobs;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            jdbc:h2:./jobs;write_delay=500,  jdbc:h2:file:retry:./jobs;write_delay=500;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=5000
            """)
    void ofH2GetWhatJobsNeedUnlessTheySayOtherwise(final String given, final String complete) {
        assertThat(Databases.schemeOf(given).complete(given)).isEqualTo(complete);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            jdbc:postgresql://host/jobs?user=anna&ssl=true&password=p%26w,    jdbc:postgresql://host/jobs?ssl=true
            jdbc:postgresql://host/jobs?password=p%26w&user=anna,             jdbc:postgresql://host/jobs
            jdbc:h2:mem:jobs;USER=anna;PASSWORD=p&w;LOCK_TIMEOUT=1,           jdbc:h2:mem:jobs;LOCK_TIMEOUT=1
            """)
    void areRidOfUsersAndPasswords(final String given, final String text) {
        final PublicUrl url = PublicUrl.of(Databases.schemeOf(given), given);

        assertThat(url.text()).isEqualTo(text);
        assertThat(url.credentials()).isEqualTo(Map.of("user", "anna", "password", "p&w"));
    }

    @Test
    void keepASemicolonInAPasswordOfH2() {
        final String url = "jdbc:h2:mem:jobs;PASSWORD=a\\;b;USER=anna";

        assertThat(PublicUrl.of(Databases.schemeOf(url), url).credentials())
                .isEqualTo(Map.of("user", "anna", "password", "a;b"));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:./data/jobs;USER=anna;PASSWORD=s3cret, jdbc:h2:file:./data/jobs",
        "jdbc:postgresql://db:5433/jobs?user=anna&password=s3cret, jdbc:postgresql://db:5433/jobs",
        "jdbc:postgresql://anna:s3cret@db/jobs, jdbc:postgresql://db/jobs",
        "jdbc:postgresql:jobs, jdbc:postgresql:jobs"
    })
    void areToldInALogWithoutTheirSettings(final String url, final String told) {
        assertThat(PublicUrl.place(Databases.schemeOf(url), url)).isEqualTo(told);
    }

    @Test
    void ofAStoreAreToldWithoutSecrets() {
        try (JdbcJobStore store = JdbcJobStore.open("jdbc:h2:mem:told;USER=anna;PASSWORD=s3cret")) {
            assertThat(store).hasToString("JDBC job store at jdbc:h2:mem:told");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:h2:mem:", "jdbc:h2:mem:;LOCK_TIMEOUT=1"})
    void ofADatabaseForEachConnectionAreRefused(final String url) {
        assertThatThrownBy(() -> JdbcJobStore.open(url))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("give it a name");
    }

    @Test
    void withAUserBeforeTheHostAreRefusedWithoutSayingThem() {
        assertThatThrownBy(() -> JdbcJobStore.open("jdbc:postgresql://anna:s3cret@host/jobs"))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("?user=…&password=…")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void thatNoDriverTakesAreRefusedByNamingTheDependency() {
        assertThatThrownBy(() -> JdbcJobStore.open("jdbc:mysql://host/jobs"))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("no JDBC driver on the class path takes this URL");
    }

    @Test
    void ofNoServerSayThatItIsOutOfReach() {
        // Port 1 has no listener on any machine that runs tests.
        assertThatThrownBy(() -> JdbcJobStore.open("jdbc:postgresql://127.0.0.1:1/jobs?user=anna&password=s3cret"))
                .isInstanceOf(JobStoreUnavailableException.class)
                .hasMessageContaining("could not connect to the database")
                .satisfies(UrlTest::doesNotTellThePassword);
    }

    @Test
    void withTheWrongPasswordAreRefusedWithoutSayingIt() {
        JdbcJobStore.open("jdbc:h2:mem:locked;USER=anna;PASSWORD=right").close();

        assertThatThrownBy(() -> JdbcJobStore.open("jdbc:h2:mem:locked;USER=anna;PASSWORD=s3cret"))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("Wrong user name or password")
                .satisfies(UrlTest::doesNotTellThePassword);
    }

    @Test
    void withASettingThatIsUnknownAreRefusedWithoutSayingThePassword() {
        assertThatThrownBy(() -> JdbcJobStore.open("jdbc:h2:mem:jobs;PASSWORD=s3cret;NO_SUCH_SETTING=1"))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("NO_SUCH_SETTING")
                .satisfies(UrlTest::doesNotTellThePassword);
    }

    static void doesNotTellThePassword(final Throwable thrown) {
        final StringWriter everything = new StringWriter();
        thrown.printStackTrace(new PrintWriter(everything));
        assertThat(everything.toString()).doesNotContain("s3cret");
    }
}
