package dev.jobs.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

/** Submissions within transactions of JDBC's transaction manager, on the store's data source and on another one. */
@ExtendWith(OutputCaptureExtension.class)
class CannotJoinTest {
    private static final String WARNING = "a job is submitted within a transaction that it cannot be part of";

    private final DataSource own = newDataSource();
    private final DataSource other = newDataSource();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JobsStoreAutoConfiguration.class))
            .withPropertyValues("jobs.store.data-source=own")
            .withBean("own", DataSource.class, () -> own)
            .withBean("other", DataSource.class, () -> other);

    @Test
    void aTransactionOnTheStoresDataSourceIsJoined(final CapturedOutput output) {
        application.run(context -> {
            submitAndRollBack(context, own);

            assertThat(context.getBean(Jobs.class).list(JobQuery.all())).isEmpty();
            assertThat(output).doesNotContain(WARNING);
        });
    }

    @Test
    void aTransactionOnAnotherDataSourceIsWarnedOfOnce(final CapturedOutput output) {
        application.run(context -> {
            submitAndRollBack(context, other);
            submitAndRollBack(context, other);

            assertThat(context.getBean(Jobs.class).list(JobQuery.all())).hasSize(2);
            assertThat(output.toString().split(WARNING, -1)).hasSize(2);
        });
    }

    @Test
    void aTransactionOnAnotherDataSourceFailsIfSaidSo() {
        application.withPropertyValues("jobs.transactions.cannot-join=fail").run(context -> {
            assertThatThrownBy(() -> submitAndRollBack(context, other))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining(WARNING);

            assertThat(context.getBean(Jobs.class).list(JobQuery.all())).isEmpty();
        });
    }

    @Test
    void aTransactionOnAnotherDataSourceIsIgnoredIfSaidSo(final CapturedOutput output) {
        application.withPropertyValues("jobs.transactions.cannot-join=ignore").run(context -> {
            submitAndRollBack(context, other);

            assertThat(context.getBean(Jobs.class).list(JobQuery.all())).hasSize(1);
            assertThat(output).doesNotContain(WARNING);
        });
    }

    @Test
    void aConnectionThatNobodyCommitsIsNotTakenForATransaction() {
        application
                .withBean("own", DataSource.class, () -> new WithoutAutocommit(own))
                .withAllowBeanDefinitionOverriding(true)
                .run(context -> {
                    final DataSource bound = context.getBean("own", DataSource.class);
                    transaction(other).executeWithoutResult(status -> {
                        DataSourceUtils.getConnection(bound);
                        context.getBean(Jobs.class).submit(request());
                    });

                    assertThat(context.getBean(Jobs.class).list(JobQuery.all())).hasSize(1);
                });
    }

    @Test
    void aProxyThatKnowsOfTransactionsIsSeenThrough() {
        application
                .withBean("own", DataSource.class, () -> new TransactionAwareDataSourceProxy(own))
                .withAllowBeanDefinitionOverriding(true)
                .run(context -> {
                    submitAndRollBack(context, own);

                    assertThat(context.getBean(Jobs.class).list(JobQuery.all())).isEmpty();
                });
    }

    @Test
    void aStoreOfItsOwnUrlJoinsNoTransaction(final CapturedOutput output) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(JobsStoreAutoConfiguration.class))
                .withPropertyValues("jobs.store.url=memory:")
                .run(context -> {
                    submitAndRollBack(context, other);

                    assertThat(context.getBean(Jobs.class).list(JobQuery.all())).hasSize(1);
                    assertThat(output).contains("is not on a DataSource of the application");
                });
    }

    private static void submitAndRollBack(final ApplicationContext context, final DataSource dataSource) {
        transaction(dataSource).executeWithoutResult(status -> {
            new JdbcTemplate(dataSource).execute("select 1");
            context.getBean(Jobs.class).submit(request());
            status.setRollbackOnly();
        });
    }

    private static TransactionTemplate transaction(final DataSource dataSource) {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    private static JobRequest request() {
        return JobRequest.builder("report", "{}").build();
    }

    private static DataSource newDataSource() {
        final JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return dataSource;
    }

    /** A pool that gives connections which commit nothing by themselves. */
    private static final class WithoutAutocommit extends DelegatingDataSource {
        private WithoutAutocommit(final DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            final Connection connection = super.getConnection();
            connection.setAutoCommit(false);
            return connection;
        }
    }
}
