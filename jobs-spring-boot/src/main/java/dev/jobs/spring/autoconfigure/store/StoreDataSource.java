package dev.jobs.spring.autoconfigure.store;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.NamedBeanHolder;

/** Finds the {@link DataSource} of the application that jobs are kept in. */
final class StoreDataSource {
    private final ConfigurableListableBeanFactory beans;

    StoreDataSource(final ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The bean of this name, which is closed after the store. */
    DataSource named(final String name) {
        try {
            return keptOpenForTheStore(name, beans.getBean(name, DataSource.class));
        } catch (final NoSuchBeanDefinitionException e) {
            throw new NoJobStoreException(
                    "jobs.store.data-source names \"" + name
                            + "\", but there is no DataSource bean of this name: there are "
                            + List.of(beans.getBeanNamesForType(DataSource.class)),
                    "Let jobs.store.data-source be one of these names.");
        }
    }

    /** The only one, or the primary one, which is closed after the store; empty if there is none. */
    Optional<DataSource> single() {
        try {
            final NamedBeanHolder<DataSource> found = beans.resolveNamedBean(DataSource.class);
            return Optional.of(keptOpenForTheStore(found.getBeanName(), found.getBeanInstance()));
        } catch (final NoUniqueBeanDefinitionException e) {
            throw new NoJobStoreException(
                    "There are several DataSource beans, "
                            + String.join(", ", List.of(beans.getBeanNamesForType(DataSource.class)))
                            + ", and none of them is said to be that of the jobs.",
                    "Name it in jobs.store.data-source, or mark one of them as @Primary.");
        } catch (final NoSuchBeanDefinitionException e) {
            return Optional.empty();
        }
    }

    private DataSource keptOpenForTheStore(final String name, final DataSource dataSource) {
        beans.registerDependentBean(name, JobsStoreAutoConfiguration.STORE);
        return dataSource;
    }
}
