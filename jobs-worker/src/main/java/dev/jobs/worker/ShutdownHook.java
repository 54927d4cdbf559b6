package dev.jobs.worker;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reaction of a worker when its process is asked to end. */
enum ShutdownHook {
    /** Nothing: the program closes it. */
    IS_THE_CALLERS,

    /** It is closed, and the process ends after that. */
    CLOSES_THE_WORKER;

    private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

    /** Has this done at shutdown, if anything is to be: by the thread that is returned. */
    Optional<Thread> register(final Runnable close) {
        return switch (this) {
            case IS_THE_CALLERS -> Optional.empty();
            case CLOSES_THE_WORKER -> {
                final var thread = new Thread(close, "jobs-shutdown");
                Runtime.getRuntime().addShutdownHook(thread);
                yield Optional.of(thread);
            }
        };
    }

    static void unregister(final Thread atShutdown) {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (final IllegalStateException underWay) {
            LOG.debug("The process is ending already", underWay);
        }
    }
}
