package dev.jobs.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets threads do things at the same moment. */
final class Together {
    private static final long PATIENCE_SECONDS = 60;

    private Together() {}

    /** What each of these comes to, begun at the same moment; the first that fails fails all. */
    static <T> List<T> run(final List<Callable<T>> actions) throws Exception {
        final CyclicBarrier start = new CyclicBarrier(actions.size());
        final ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        try {
            final List<Future<T>> running = new ArrayList<>();
            for (final Callable<T> action : actions) {
                running.add(threads.submit(() -> {
                    start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    return action.call();
                }));
            }
            final List<T> answers = new ArrayList<>();
            for (final Future<T> one : running) {
                answers.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
