package dev.jobs.worker.thread;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A value that is found when it is first asked for, and kept. Safe for threads: all wait for the first. */
public final class OneTime<T> {
    private final Supplier<T> source;
    private volatile Optional<T> value = Optional.empty();

    public OneTime(final Supplier<T> source) {
        this.source = source;
    }

    public T get() {
        final Optional<T> found = value;
        return found.isPresent() ? found.get() : find();
    }

    /** Does something with it, if it was asked for before. */
    public void ifFound(final Consumer<T> action) {
        value.ifPresent(action);
    }

    private synchronized T find() {
        final T found = value.orElseGet(source);
        value = Optional.of(found);
        return found;
    }
}
