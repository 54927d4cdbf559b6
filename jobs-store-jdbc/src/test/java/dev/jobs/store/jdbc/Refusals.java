package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which calls a store refused because its database did not let it do them. */
final class Refusals {
    private final Map<String, String> lastMessages = new ConcurrentHashMap<>();

    /** A store that passes all calls on to this one. */
    JobStore watching(final JobStore store) {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(store, arguments);
                    } catch (final InvocationTargetException e) {
                        if (e.getCause() instanceof JobStoreUnavailableException unavailable) {
                            lastMessages.put(method.getName(), String.valueOf(unavailable.getMessage()));
                        }
                        throw e.getCause();
                    }
                });
    }

    /** Whether any of these calls was refused lately with a message that says what could not be done, and this. */
    boolean of(final String reason, final String... calls) {
        return Arrays.stream(calls)
                .map(call -> lastMessages.getOrDefault(call, ""))
                .anyMatch(message -> message.startsWith("could not ") && message.contains(reason));
    }
}
