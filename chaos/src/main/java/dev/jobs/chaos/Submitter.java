package dev.jobs.chaos;

import dev.jobs.Backoff;
import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.JdbcJobStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Submits jobs in a steady stream, and cancels some of them at random moments. {@link #run()} is for one thread. */
final class Submitter implements Runnable {
    private static final int MEAN_PAUSE_MILLIS = 90;

    private final JdbcJobStore store;
    private final String url;
    private final EventLog log;
    private final Random random;
    private final Consumer<JobId> onSubmitted;
    private final ScheduledExecutorService cancels = Executors.newScheduledThreadPool(4);
    private volatile boolean ending;

    Submitter(
            final JdbcJobStore store,
            final String url,
            final EventLog log,
            final long seed,
            final Consumer<JobId> onSubmitted) {
        this.store = store;
        this.url = url;
        this.log = log;
        this.random = new Random(seed);
        this.onSubmitted = onSubmitted;
    }

    @Override
    public void run() {
        try {
            while (!ending) {
                final ChaosJob order = ChaosJob.random(random);
                final boolean hangs = order.kind() == ChaosJob.Kind.HANGS;
                final JobRequest.Builder request = ChaosJob.TYPE
                        .requestBuilder(order)
                        .maxAttempts(1 + random.nextInt(4))
                        .backoff(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)));
                if (random.nextInt(4) > 0) {
                    final String owner = ChaosKeys.owner(random);
                    request.owner(owner).ownerWeight(ChaosKeys.weight(owner));
                }
                request.limitKeys(ChaosKeys.some(random));
                if (random.nextInt(8) == 0) {
                    request.timeLimit(Duration.ofMillis(100 + random.nextInt(1_500)));
                }
                if (random.nextInt(10) == 0) {
                    submitInTransaction(request.build(), random.nextBoolean(), hangs);
                } else {
                    submit(request.idempotencyKey(UUID.randomUUID().toString()).build(), hangs);
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(2 * MEAN_PAUSE_MILLIS));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it returns: a repeat of its key gives the same job. */
    private void submit(final JobRequest request, final boolean hangs) throws InterruptedException {
        while (true) {
            try {
                submitted(store.submit(request), request, hangs);
                return;
            } catch (final JobStoreException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** In a transaction of the caller's. One whose commit was not answered is nobody's to promise. */
    private void submitInTransaction(final JobRequest request, final boolean commit, final boolean hangs) {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            final JobId id = store.submit(connection, request);
            if (commit) {
                connection.commit();
                submitted(id, request, hangs);
            } else {
                log.add(ChaosEvent.Kind.ROLLED_BACK, id.toString(), "");
                connection.rollback();
            }
        } catch (final SQLException | JobStoreException notNow) {
            // The next may do.
        }
    }

    private void submitted(final JobId id, final JobRequest request, final boolean hangs) {
        log.add(ChaosEvent.Kind.SUBMITTED, id.toString(), Integer.toString(request.maxAttempts()));
        onSubmitted.accept(id);
        if (hangs) {
            final var unused = cancels.schedule(() -> cancelUntilItEnds(id), 1_000, TimeUnit.MILLISECONDS);
        } else if (random.nextInt(6) == 0) {
            final var unused = cancels.schedule(() -> cancel(id), random.nextInt(2_500), TimeUnit.MILLISECONDS);
        }
    }

    /** A failover may lose the cancel, and then nothing else ends such a job. */
    private void cancelUntilItEnds(final JobId id) {
        cancel(id);
        if (!cancels.isShutdown()) {
            final var unused = cancels.schedule(
                    () -> {
                        if (!hasEnded(id)) {
                            cancelUntilItEnds(id);
                        }
                    },
                    1_000,
                    TimeUnit.MILLISECONDS);
        }
    }

    private boolean hasEnded(final JobId id) {
        try {
            return store.find(id).map(job -> job.finishedAt().isPresent()).orElse(true);
        } catch (final JobStoreException notNow) {
            return false;
        }
    }

    private void cancel(final JobId id) {
        try {
            final CancelOutcome outcome = store.cancel(id);
            if (outcome instanceof CancelOutcome.Cancelled
                    || outcome.equals(new CancelOutcome.AlreadyTerminal(JobStatus.CANCELLED))) {
                log.add(ChaosEvent.Kind.CANCELLED, id.toString(), "");
            }
        } catch (final JobStoreException notYet) {
            if (!cancels.isShutdown()) {
                final var unused = cancels.schedule(() -> cancel(id), 200, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Submits no more, and waits for the cancels that were planned. */
    void end(final Thread running) throws InterruptedException {
        ending = true;
        running.join();
        cancels.shutdown();
        if (!cancels.awaitTermination(30, TimeUnit.SECONDS)) {
            cancels.shutdownNow();
        }
    }
}
