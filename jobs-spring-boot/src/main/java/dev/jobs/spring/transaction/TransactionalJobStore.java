package dev.jobs.spring.transaction;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.TransactionalSubmitter;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A store whose submissions are part of the Spring transaction under way: {@code submit} within {@code @Transactional} on the store's own {@link
 * DataSource}, by JDBC's transaction manager or JPA's, commits or vanishes with all else that the transaction does, and workers hear of the
 * job after the commit. Without a transaction it is a write of its own, as all other calls always are. Safe to share between threads.
 *
 * <p>A submission within a read-only transaction on that data source is refused; one within a transaction that it cannot join is dealt with as
 * {@link CannotJoin} says.
 */
public final class TransactionalJobStore extends ForwardingJobStore {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalJobStore.class);

    private final Optional<Joined> joined;
    private final CannotJoin cannotJoin;
    private final AtomicBoolean isWarned = new AtomicBoolean();

    /** The data source whose transactions are joined, and the store's ability to do so. */
    private record Joined(DataSource dataSource, TransactionalSubmitter submitter) {}

    private TransactionalJobStore(
            final JobStore store, final Optional<DataSource> dataSource, final CannotJoin cannotJoin) {
        super(store);
        this.joined = dataSource
                .map(TransactionalJobStore::target)
                .flatMap(target ->
                        store.ability(TransactionalSubmitter.class).map(submitter -> new Joined(target, submitter)));
        this.cannotJoin = requireNonNull(cannotJoin, "cannotJoin");
    }

    /** A store on this data source, whose transactions its submissions join. */
    public static TransactionalJobStore joining(
            final DataSource dataSource, final JobStore store, final CannotJoin cannotJoin) {
        return new TransactionalJobStore(store, Optional.of(dataSource), cannotJoin);
    }

    /** A store that has no data source of the application's: its submissions can join no transaction. */
    public static TransactionalJobStore apart(final JobStore store, final CannotJoin cannotJoin) {
        return new TransactionalJobStore(store, Optional.empty(), cannotJoin);
    }

    /** The data source that transaction managers know, of one that gives everybody the connection of the transaction. */
    public static DataSource target(final DataSource dataSource) {
        return dataSource instanceof TransactionAwareDataSourceProxy proxy
                ? Optional.ofNullable(proxy.getTargetDataSource()).orElse(dataSource)
                : dataSource;
    }

    @Override
    public List<JobId> submit(final List<JobRequest> requests) {
        return submit(
                requests,
                (joined, connection) -> joined.submitter().submit(connection, requests),
                () -> delegate().submit(requests));
    }

    @Override
    public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        return submit(
                requests,
                (joined, connection) -> joined.submitter().submit(connection, requests, whenFull),
                () -> delegate().submit(requests, whenFull));
    }

    private <T> List<T> submit(
            final List<JobRequest> requests,
            final BiFunction<Joined, Connection, List<T>> within,
            final Supplier<List<T>> apart) {
        final Optional<Joined> current = joined.filter(candidate -> CurrentTransaction.isOn(candidate.dataSource()));
        if (current.isPresent()) {
            return submit(current.get(), List.copyOf(requests), within);
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            sayThatItIsNotJoined();
        }
        return apart.get();
    }

    private static <T> List<T> submit(
            final Joined joined,
            final List<JobRequest> requests,
            final BiFunction<Joined, Connection, List<T>> within) {
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalTransactionStateException("a job cannot be submitted within a read-only transaction: leave"
                    + " readOnly out, or submit outside of it, as with @Transactional(propagation = NOT_SUPPORTED)");
        }
        final List<T> answers;
        final Connection connection = DataSourceUtils.getConnection(joined.dataSource());
        try {
            answers = within.apply(joined, connection);
        } finally {
            DataSourceUtils.releaseConnection(connection, joined.dataSource());
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    joined.submitter().committed(requests);
                }
            });
        }
        return answers;
    }

    private void sayThatItIsNotJoined() {
        if (cannotJoin == CannotJoin.IGNORE) {
            return;
        }
        final String what = "a job is submitted within a transaction that it cannot be part of, since " + reason();
        final String cure = "Submit it outside of the transaction, or give both one DataSource;"
                + " jobs.transactions.cannot-join says whether this is a warning, fails or is ignored";
        if (cannotJoin == CannotJoin.FAIL) {
            throw new IllegalTransactionStateException(what + ". " + cure);
        }
        if (isWarned.compareAndSet(false, true)) {
            LOG.warn(
                    "{}: it is stored at once, whatever becomes of the transaction. This is said once. {}.",
                    what,
                    cure,
                    new IllegalTransactionStateException("the first such submission"));
        }
    }

    private String reason() {
        return joined.isPresent()
                ? "that is not on the DataSource of the job store, or its transaction manager does not show its connection"
                : "the job store (" + delegate() + ") is not on a DataSource of the application";
    }

    @Override
    public String toString() {
        return delegate().toString();
    }
}
