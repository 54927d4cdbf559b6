package dev.jobs.spring.autoconfigure.store;

import dev.jobs.store.JobStore;
import java.util.Optional;
import javax.sql.DataSource;

/** The transactions of the application, which the submissions of its store join; a bean of its own, since Spring's JDBC may be missing. */
interface StoreTransactions {
    /** The data source whose connections are the store's own, of one that gives everybody the connection of the transaction. */
    DataSource target(DataSource dataSource);

    /** The store on this data source, where it is on one of the application's, with submissions that join. */
    JobStore joinedBy(JobStore store, Optional<DataSource> dataSource);

    /** No transactions. */
    static StoreTransactions none() {
        return new StoreTransactions() {
            @Override
            public DataSource target(final DataSource dataSource) {
                return dataSource;
            }

            @Override
            public JobStore joinedBy(final JobStore store, final Optional<DataSource> dataSource) {
                return store;
            }
        };
    }
}
