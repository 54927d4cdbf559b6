package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
class H2SchemaLadderTest extends SchemaLadderTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    String folder() {
        return "h2";
    }

    @Override
    Version1 version1(final String url) throws SQLException {
        return new OnH2(url);
    }

    @Override
    String indexes() {
        return """
                select lower(index_name || '(' || listagg(column_name, ', ') within group (order by ordinal_position) || ')')
                from information_schema.index_columns
                where table_schema = current_schema and lower(table_name) = 'jobs_job'
                    and lower(index_name) like 'jobs_job_%' and lower(index_name) not like '%_index_%' -- not of constraints
                group by index_name""";
    }

    @Test
    void librariesOfVersion1WorkOnOverAServerToo() throws Exception {
        final Server server =
                Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        try {
            version1WorksOnDuringTheStepAndAfterIt(
                    "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        } finally {
            server.stop();
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStepBehindALongTransactionGivesUpLeavesTheTablesAsTheyWereAndLetsOthersWork() throws Exception {
        aStepBehindThisTransactionGivesUp(newUrl(), "update jobs_job set progress = progress where status = 'failed'");
    }

    @Test
    void aUserWithoutTheRightToTheExclusiveModeBringsTheTablesUpToDate() {
        final String url = newUrl();
        Sql.execute(url, Version1.tables(folder()), Version1.jobs());
        Sql.execute(
                url,
                "create user jobs password 'jobs'",
                "grant alter any schema to jobs",
                "grant all on schema public to jobs");

        final JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl(url.replace(";DB_CLOSE_DELAY=-1", ""));
        dataSource.setUser("jobs");
        dataSource.setPassword("jobs");

        JdbcJobStore.on(dataSource, JdbcSettings.defaults()).close();

        assertThat(Sql.query(url, "select max(version) from jobs_schema"))
                .containsExactly(String.valueOf(Steps.NEWEST));
    }

    @Test
    void tablesAreBroughtUpToDateWhereTheInformationSchemaIsTheOldOne() {
        final String url = newUrl();
        Sql.execute(url, Version1.tables(folder()), Version1.jobs());

        JdbcJobStore.open(url + ";OLD_INFORMATION_SCHEMA=TRUE").close();

        assertThat(Sql.query(url, "select max(version) from jobs_schema"))
                .containsExactly(String.valueOf(Steps.NEWEST));
    }

    private static final class OnH2 extends Version1 {
        OnH2(final String url) throws SQLException {
            super(url, "h2", Set.of(23_505, 50_200, 90_131, 40_001));
        }

        @Override
        List<Claim> claim() throws SQLException {
            try (PreparedStatement head = connection.prepareStatement(statement("head"))) {
                head.setString(1, QUEUE);
                head.setString(2, TYPE);
                head.setInt(3, 1);
                try (ResultSet row = head.executeQuery()) {
                    if (!row.next()) {
                        return List.of();
                    }
                    try (PreparedStatement claim = connection.prepareStatement(statement("claim"))) {
                        claim.setObject(1, worker);
                        claim.setArray(2, array("uuid", row.getObject(1, UUID.class)));
                        return Claim.read(claim);
                    }
                }
            }
        }
    }
}
