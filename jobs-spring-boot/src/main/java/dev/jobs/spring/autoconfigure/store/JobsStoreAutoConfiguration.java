package dev.jobs.spring.autoconfigure.store;

import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.operations.Limit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The store of the application's jobs: at {@code jobs.store.url}, where it is set, else in the application's {@link DataSource}. It is a {@link
 * dev.jobs.Jobs} as well. Never is it a store in memory that nobody asked for.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@EnableConfigurationProperties({JobsStoreProperties.class, JobsLimitProperties.class})
@ImportRuntimeHints(FileHints.class)
public final class JobsStoreAutoConfiguration {
    static final String STORE = "jobStore";

    private static final Logger LOG = LoggerFactory.getLogger(JobsStoreAutoConfiguration.class);

    /** Joins the application's transactions, where Spring's JDBC is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.jdbc.datasource.DataSourceUtils")
    @EnableConfigurationProperties(JobsTransactionProperties.class)
    @ImportRuntimeHints(TransactionHints.class)
    static final class WithTransactions {
        @Bean
        StoreTransactions jobStoreTransactions(final JobsTransactionProperties settings) {
            return new SpringTransactions(settings.cannotJoin());
        }
    }

    @Bean(name = STORE, destroyMethod = "close")
    @ConditionalOnMissingBean(JobStore.class)
    @DependsOnDatabaseInitialization
    JobStore jobStore(
            final JobsStoreProperties settings,
            final ConfigurableListableBeanFactory beans,
            final ObjectProvider<StoreTransactions> transactions,
            final ObjectProvider<JobStoreDecorator> decorators) {
        final StoreTransactions joining = transactions.getIfAvailable(StoreTransactions::none);
        final Optional<DataSource> dataSource =
                dataSource(settings, new StoreDataSource(beans)).map(joining::target);
        final JobStore opened = open(settings, dataSource);
        try {
            LOG.info("Jobs are kept in the {}.", opened);
            return decorated(joining.joinedBy(opened, dataSource), decorators);
        } catch (final RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Sets the default limits when all beans are there, and before a worker starts. */
    @Bean
    SmartInitializingSingleton jobLimitDefaults(
            final JobsLimitProperties settings, final ObjectProvider<JobStore> store) {
        final List<Limit> limits = settings.values();
        return () -> limits.forEach(limit -> store.getObject().setDefaultLimit(limit));
    }

    /** The store with what the application's decorators add. */
    static JobStore decorated(final JobStore store, final ObjectProvider<JobStoreDecorator> decorators) {
        JobStore decorated = store;
        for (final JobStoreDecorator decorator : decorators.orderedStream().toList()) {
            decorated = decorator.decorate(decorated);
        }
        return decorated;
    }

    private static Optional<DataSource> dataSource(final JobsStoreProperties settings, final StoreDataSource found) {
        if (settings.givenUrl().isPresent() && settings.givenDataSource().isPresent()) {
            throw new NoJobStoreException(
                    "Both jobs.store.url and jobs.store.data-source are set: jobs are kept in one place.",
                    "Leave one of them out.");
        }
        return settings.givenUrl().isPresent()
                ? Optional.empty()
                : settings.givenDataSource().map(found::named).or(found::single);
    }

    private static JobStore open(final JobsStoreProperties settings, final Optional<DataSource> dataSource) {
        if (dataSource.isPresent()) {
            return JdbcJobStore.on(dataSource.get(), settings.jdbcSettings());
        }
        return JobStores.open(
                settings.givenUrl()
                        .orElseThrow(() -> new NoJobStoreException(
                                "There is no place to keep jobs in: the application has no DataSource, and jobs.store.url is not set.",
                                "Either give the application a DataSource on PostgreSQL or H2, as with spring.datasource.url and the"
                                        + " dependency spring-boot-starter-jdbc; or set jobs.store.url, such as"
                                        + " jdbc:postgresql://host/db, jdbc:h2:file:retry:./data/jobs, or, for jobs that may vanish with"
                                        + " the process, memory: with the dependency dev.jobs:jobs-store-memory.")),
                settings.settings());
    }
}
