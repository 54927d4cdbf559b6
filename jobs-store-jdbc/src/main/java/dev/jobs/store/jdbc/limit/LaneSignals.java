package dev.jobs.store.jdbc.limit;

import dev.jobs.JobSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends signals when lanes open by themselves, as at the next start that a rate allows. They are hints: who does not get them looks at
 * each poll interval. One thread, which ends when there is nothing to wait for. Safe to share between threads.
 */
public final class LaneSignals implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Consumer<List<JobSignal>> send;
    private final LongSupplier ticker;
    private final ScheduledThreadPoolExecutor timer;

    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /** A signal that is to be sent when its lane opens, by the store's clock. */
    private record Waiting(JobSignal signal, Instant opensAt) {}

    /**
     * @param send sends them
     * @param ticker monotonic nanoseconds
     */
    public LaneSignals(final Consumer<List<JobSignal>> send, final LongSupplier ticker) {
        this.send = send;
        this.ticker = ticker;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            final Thread thread = new Thread(task, "jobs-lanes");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Sends signals now. */
    void send(final List<JobSignal> signals) {
        if (!signals.isEmpty()) {
            send.accept(signals.stream().distinct().toList());
        }
    }

    /** Sends the signals of lanes when they open, unless that is in a distant future. */
    void sendLater(final HoldWrites.Closed closed) {
        if (Duration.between(closed.at().time(), closed.until()).compareTo(LONGEST) <= 0) {
            final long nanos = closed.at().nanosUntil(closed.until(), ticker.getAsLong());
            closed.signals().forEach(signal -> sendLater(new Waiting(signal, closed.until()), Math.max(0, nanos)));
        }
    }

    private void sendLater(final Waiting later, final long nanos) {
        if (waiting.add(later)) {
            final ScheduledFuture<?> unused = timer.schedule(
                    () -> {
                        waiting.remove(later);
                        send.accept(List.of(later.signal()));
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
