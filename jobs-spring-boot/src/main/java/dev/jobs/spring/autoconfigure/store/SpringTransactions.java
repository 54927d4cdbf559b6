package dev.jobs.spring.autoconfigure.store;

import dev.jobs.spring.transaction.CannotJoin;
import dev.jobs.spring.transaction.TransactionalJobStore;
import dev.jobs.store.JobStore;
import java.util.Optional;
import javax.sql.DataSource;

/** The transactions of Spring's transaction managers. */
record SpringTransactions(CannotJoin cannotJoin) implements StoreTransactions {
    @Override
    public DataSource target(final DataSource dataSource) {
        return TransactionalJobStore.target(dataSource);
    }

    @Override
    public JobStore joinedBy(final JobStore store, final Optional<DataSource> dataSource) {
        return dataSource
                .map(source -> TransactionalJobStore.joining(source, store, cannotJoin))
                .orElseGet(() -> TransactionalJobStore.apart(store, cannotJoin));
    }
}
