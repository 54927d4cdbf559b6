package dev.jobs.testing;

import dev.jobs.store.JobStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Stands before a store: counts its calls, and fails them while a test wants it to. Safe to share between threads. */
public final class WatchedStore {
    private final JobStore store;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicReference<Runnable> beforeNextPollReturns = new AtomicReference<>(() -> {});
    private final Map<String, Integer> lastAsked = new ConcurrentHashMap<>();
    private volatile Optional<Supplier<? extends Throwable>> failure = Optional.empty();
    private volatile Optional<String> failing = Optional.empty();

    public WatchedStore(final JobStore store) {
        this.store = store;
    }

    public JobStore store() {
        return (JobStore) Proxy.newProxyInstance(
                JobStore.class.getClassLoader(),
                new Class<?>[] {JobStore.class},
                (proxy, method, arguments) -> call(proxy, method, arguments));
    }

    private Object call(final Object proxy, final Method method, final Object[] arguments) throws Throwable {
        if (isLeftToTheInterface(method)) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        if (arguments != null && arguments[0] instanceof Collection<?> asked) {
            lastAsked.put(method.getName(), asked.size());
        }
        try {
            if (failure.isPresent()
                    && failing.filter(name -> !name.equals(method.getName())).isEmpty()) {
                throw failure.get().get();
            }
            final Object answer = method.invoke(store, arguments);
            if (method.getName().equals("poll")) {
                beforeNextPollReturns.getAndSet(() -> {}).run();
            }
            return answer;
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        } finally {
            calls.merge(method.getName(), 1, Integer::sum);
        }
    }

    private boolean isLeftToTheInterface(final Method method) throws NoSuchMethodException {
        return method.isDefault()
                && store.getClass()
                        .getMethod(method.getName(), method.getParameterTypes())
                        .isDefault();
    }

    /** Lets every call fail, until {@link #recover()}. */
    public void failWith(final Supplier<? extends Throwable> fault) {
        failing = Optional.empty();
        failure = Optional.of(fault);
    }

    /** Lets every call of this method fail, until {@link #recover()}. */
    public void failWith(final String method, final Supplier<? extends Throwable> fault) {
        failing = Optional.of(method);
        failure = Optional.of(fault);
    }

    public void recover() {
        failure = Optional.empty();
    }

    /** Does something once, between a poll's look at the store and its return. */
    public void beforeNextPollReturns(final Runnable action) {
        beforeNextPollReturns.set(action);
    }

    /** The number of jobs that the last poll was for. */
    public int lastPolled() {
        return lastOf("poll");
    }

    /** The number of jobs that the last call of this method was for. */
    public int lastOf(final String method) {
        return lastAsked.getOrDefault(method, 0);
    }

    /** The number of calls of this method that have ended. */
    public int calls(final String method) {
        return calls.getOrDefault(method, 0);
    }
}
