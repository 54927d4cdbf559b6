package dev.jobs.spring.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The Spring transaction of this thread.
 *
 * <p>Not every connection that is bound to a thread belongs to a transaction: within one on another data source, whatever uses this one first
 * binds a connection that is merely kept for the next use, and that nobody commits. Work that is done on it would be lost.
 */
final class CurrentTransaction {
    private static final Method IS_ACTIVE = isTransactionActive();

    private CurrentTransaction() {}

    /** True if a transaction on this data source is under way, as the transaction managers for JDBC and for JPA begin it. */
    static boolean isOn(final DataSource dataSource) {
        return Optional.ofNullable(TransactionSynchronizationManager.getResource(dataSource))
                .filter(ConnectionHolder.class::isInstance)
                .map(ConnectionHolder.class::cast)
                .filter(CurrentTransaction::isCommittedBySomebody)
                .isPresent();
    }

    /** True of the holder of JDBC's manager, which is active, and of JPA's, which is not synchronized since the manager commits it itself. */
    private static boolean isCommittedBySomebody(final ConnectionHolder holder) {
        try {
            return !holder.isSynchronizedWithTransaction() || Boolean.TRUE.equals(IS_ACTIVE.invoke(holder));
        } catch (final IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Spring does not say whether a connection is that of a transaction", e);
        }
    }

    private static Method isTransactionActive() {
        try {
            final Method method = ConnectionHolder.class.getDeclaredMethod("isTransactionActive");
            method.setAccessible(true);
            return method;
        } catch (final NoSuchMethodException e) {
            throw new IllegalStateException("jobs-spring-boot does not know this version of Spring", e);
        }
    }
}
