package dev.jobs.worker.thread;

import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears a thread of what a task left on it, so that it is as good as a new one for the next task: thread locals, among them
 * a logger's MDC, context class loader, priority, interrupt and uncaught handler. Safe to share between threads.
 *
 * <p>Java has no call that clears the locals of a thread, so this writes the field in which Java 17 to 20 keep them, as the
 * JDK itself does for some of its threads. A new thread for each job would do as well, and costs some 100 µs of the
 * processor: many times what a short job takes.
 */
public final class ThreadLeftovers {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadLeftovers.class);
    private static final String UNSAFE = "sun.misc.Unsafe";

    private final MethodHandle inherited;
    private final MethodHandle clear;

    private ThreadLeftovers(final MethodHandle inherited, final MethodHandle clear) {
        this.inherited = inherited;
        this.clear = clear;
    }

    /** The way to clear threads on this JDK, if there is one. */
    public static Optional<ThreadLeftovers> find() {
        try {
            final Class<?> type = Class.forName(UNSAFE);
            final var field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            final Object unsafe = field.get(null);
            final var offset = type.getMethod("objectFieldOffset", Field.class);
            final MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            final MethodHandle get = lookup.findVirtual(
                    type, "getObject", MethodType.methodType(Object.class, Object.class, long.class));
            final MethodHandle put = lookup.findVirtual(
                    type, "putObject", MethodType.methodType(void.class, Object.class, long.class, Object.class));
            final long locals = (long) offset.invoke(unsafe, Thread.class.getDeclaredField("threadLocals"));
            final long inheritable =
                    (long) offset.invoke(unsafe, Thread.class.getDeclaredField("inheritableThreadLocals"));
            return Optional.of(new ThreadLeftovers(
                    MethodHandles.insertArguments(get.bindTo(unsafe), 1, inheritable)
                            .asType(MethodType.methodType(Object.class, Thread.class)),
                    MethodHandles.insertArguments(put.bindTo(unsafe), 1, locals, (Object) null)
                            .asType(MethodType.methodType(void.class, Thread.class))));
        } catch (final ReflectiveOperationException | RuntimeException closed) {
            LOG.debug("Thread locals cannot be cleared: each job gets a new thread", closed);
            return Optional.empty();
        }
    }

    /**
     * Remembers the current thread as it is before its first task; what is returned makes it so again after each task, and
     * says whether it could. A thread for which it could not must not be used again.
     */
    @SuppressWarnings("ThreadPriorityCheck") // it is set back to what it was
    BooleanSupplier remember() {
        final Thread thread = Thread.currentThread();
        final int priority = thread.getPriority();
        final ClassLoader loader = thread.getContextClassLoader();
        final UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        return () -> {
            try {
                // What it inherited cannot be told from what a task has added.
                if ((Object) inherited.invokeExact(thread) != null) {
                    return false;
                }
                clear.invokeExact(thread);
                // Setting it is a call of the system. So is the name, which each job gives to its thread.
                if (thread.getPriority() != priority) {
                    thread.setPriority(priority);
                }
                thread.setContextClassLoader(loader);
                thread.setUncaughtExceptionHandler(handler);
                return true;
            } catch (final Throwable e) {
                return false;
            }
        };
    }
}
