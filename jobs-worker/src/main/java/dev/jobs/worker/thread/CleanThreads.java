package dev.jobs.worker.thread;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Makes threads that have nothing of the thread that happens to make them. A new thread inherits locals, context class loader and
 * priority, and who starts a job may be a caller that submits it, or a thread on which another job has just ended. So these have the
 * class loader and the priority of the thread on which the factory was made, which is that of the worker's builder.
 */
final class CleanThreads {
    private CleanThreads() {}

    /** Daemons of these names. */
    @SuppressWarnings("ThreadPriorityCheck") // it is what a new thread has anyway, if nobody has changed it
    static ThreadFactory daemons(final Supplier<String> names) {
        final ClassLoader loader = Thread.currentThread().getContextClassLoader();
        final int priority = Thread.currentThread().getPriority();
        return task -> {
            final Thread thread = new Thread(null, task, names.get(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            thread.setPriority(priority);
            return thread;
        };
    }

    /**
     * Virtual threads.
     *
     * @throws ReflectiveOperationException if this JDK has none: they are Java 21's, and this library is compiled for 17
     */
    static ThreadFactory virtual() throws ReflectiveOperationException {
        final Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
        final Object heirless = builder.getMethod("inheritInheritableThreadLocals", boolean.class)
                .invoke(Thread.class.getMethod("ofVirtual").invoke(null), false);
        final ThreadFactory threads =
                (ThreadFactory) builder.getMethod("factory").invoke(heirless);
        final ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return task -> {
            final Thread thread = threads.newThread(task);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /** Threads that a user's factory makes, which is called on one of these, since what its threads inherit is not ours to say. */
    static ThreadFactory madeBy(final ExecutorService makers, final ThreadFactory factory) {
        return task -> result(makers.submit(() -> factory.newThread(task)));
    }

    /** Waits, interrupted or not, as for a factory that is called here. */
    private static Thread result(final Future<Thread> made) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return made.get();
                } catch (final InterruptedException e) {
                    interrupted = true;
                } catch (final ExecutionException failed) {
                    throw new IllegalStateException("the thread factory failed", failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
