package dev.jobs.spring.autoconfigure.store;

import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.store.JobStore;
import dev.jobs.test.TestJobs;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The store in memory of a test with {@link dev.jobs.spring.test.JobsTest}. As the application's own it is decorated, and knows of the
 * transactions on the same data source.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobsStoreProperties.class)
public final class TestStoreConfiguration {
    @Bean
    @Primary
    JobStore testJobStore(
            final TestJobs jobs,
            final JobsStoreProperties settings,
            final ConfigurableListableBeanFactory beans,
            final ObjectProvider<StoreTransactions> transactions,
            final ObjectProvider<JobStoreDecorator> decorators) {
        final StoreTransactions joining = transactions.getIfAvailable(StoreTransactions::none);
        return JobsStoreAutoConfiguration.decorated(
                joining.joinedBy(jobs.store(), dataSource(settings, beans)), decorators);
    }

    /** The data source that the application's store would be on; empty where that is not clear, which is no matter here. */
    private static Optional<DataSource> dataSource(
            final JobsStoreProperties settings, final ConfigurableListableBeanFactory beans) {
        return settings.givenUrl().isPresent()
                ? Optional.empty()
                : settings.givenDataSource()
                        .map(name -> beans.getBean(name, DataSource.class))
                        .or(() -> Optional.ofNullable(
                                beans.getBeanProvider(DataSource.class).getIfUnique()));
    }
}
