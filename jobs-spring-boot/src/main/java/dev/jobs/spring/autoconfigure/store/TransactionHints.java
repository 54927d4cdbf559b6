package dev.jobs.spring.autoconfigure.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.util.ReflectionUtils;

/** Tells a native image of the method by which Spring says whether a connection is that of a transaction. */
final class TransactionHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(final RuntimeHints hints, final @Nullable ClassLoader loader) {
        Optional.ofNullable(ReflectionUtils.findMethod(ConnectionHolder.class, "isTransactionActive"))
                .ifPresent(method -> hints.reflection().registerMethod(method, ExecutableMode.INVOKE));
    }
}
