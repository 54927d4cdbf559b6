package dev.jobs.chaos;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Changes limits, and pauses and resumes owners and limit keys, at random moments, and writes it down. For one thread but for {@link #end}. */
final class Operator implements Runnable {
    private static final int MEAN_PAUSE_MILLIS = 400;
    /** The time for which a key is left alone after a call for it had no answer: until then it may still take effect. */
    private static final long LATEST_EFFECT = TimeUnit.SECONDS.toNanos(15);

    private final JobStore store;
    private final EventLog log;
    private final Random random;
    private final ChaosSettings.Broken broken;
    private final Map<String, Long> unanswered = new HashMap<>();
    private volatile boolean ending;

    Operator(final JobStore store, final EventLog log, final ChaosSettings settings) {
        this.store = store;
        this.log = log;
        this.random = new Random(settings.seed() + 1);
        this.broken = settings.broken();
    }

    /** Gives each key its first limit, before any worker starts. */
    void begin() throws InterruptedException {
        for (int key = 0; key < ChaosKeys.KEYS; key++) {
            setLimit(ChaosKeys.key(key), 1 + key % ChaosKeys.MOST_AT_ONCE);
        }
    }

    @Override
    public void run() {
        try {
            while (!ending) {
                act();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(2 * MEAN_PAUSE_MILLIS));
            }
            resumeAll();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void act() throws InterruptedException {
        final String key = ChaosKeys.oneOf(random);
        switch (random.nextInt(4)) {
            case 0, 1 -> setLimit(key, 1 + random.nextInt(ChaosKeys.MOST_AT_ONCE));
            case 2 ->
                pause(random.nextInt(3) == 0 ? PauseTarget.owner(ChaosKeys.owner(random)) : PauseTarget.limitKey(key));
            default -> resumeOne();
        }
    }

    private void setLimit(final String key, final int atOnce) throws InterruptedException {
        final Long since = unanswered.get(key);
        if (since != null && System.nanoTime() - since < LATEST_EFFECT) {
            return;
        }
        final String detail = key + " " + atOnce;
        while (true) {
            log.add(ChaosEvent.Kind.LIMIT_SENT, ChaosEvent.NO_JOB, detail);
            try {
                store.setLimit(asBroken(ChaosKeys.limit(key, atOnce)));
                log.add(ChaosEvent.Kind.LIMIT_SET, ChaosEvent.NO_JOB, detail);
                return;
            } catch (final JobStoreException notYet) {
                unanswered.put(key, System.nanoTime());
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** The limit as the store gets it: one more at once, or in the bucket, where the run is to find that. */
    private Limit asBroken(final Limit limit) {
        return switch (broken) {
            case LIMITS -> copy(limit, limit.atOnce().orElse(0) + 1).build();
            case RATES -> {
                final Limit.Builder copy = copy(limit, limit.atOnce().orElse(0));
                limit.rate()
                        .ifPresent(rate -> copy.rate(new StartRate(rate.starts(), rate.period(), rate.burst() + 1)));
                yield copy.build();
            }
            default -> limit;
        };
    }

    private static Limit.Builder copy(final Limit limit, final int atOnce) {
        final Limit.Builder copy = Limit.builder(limit.name()).atOnce(atOnce);
        limit.rate().ifPresent(copy::rate);
        return copy;
    }

    /** One of two with an end. One that had no answer is nobody's to promise; the end of the run resumes it. */
    private void pause(final PauseTarget target) {
        final PauseRequest.Builder request = PauseRequest.builder(target).reason("The run pauses this.");
        final int millis = random.nextInt(8_000) - 4_000;
        if (millis > 0) {
            request.lasting(Duration.ofMillis(millis));
        }
        try {
            if (broken == ChaosSettings.Broken.PAUSES) {
                log.add(ChaosEvent.Kind.PAUSED, ChaosEvent.NO_JOB, detail(target) + " " + Long.MAX_VALUE);
                return;
            }
            // Of a pause that is there already this may be the end, or an earlier one.
            log.add(ChaosEvent.Kind.RESUME_SENT, ChaosEvent.NO_JOB, detail(target));
            final Pause pause = store.pause(request.build());
            log.add(
                    ChaosEvent.Kind.PAUSED,
                    ChaosEvent.NO_JOB,
                    detail(target) + " " + pause.until().map(Operator::micros).orElse(Long.MAX_VALUE));
        } catch (final JobStoreException notNow) {
            // Another may do.
        }
    }

    private void resumeOne() {
        try {
            final List<Pause> pauses = store.pauses();
            Optional.of(pauses)
                    .filter(some -> !some.isEmpty())
                    .map(some -> some.get(random.nextInt(some.size())))
                    .ifPresent(pause -> resume(pause.target()));
        } catch (final JobStoreException notNow) {
            // Another may do.
        }
    }

    private void resume(final PauseTarget target) {
        log.add(ChaosEvent.Kind.RESUME_SENT, ChaosEvent.NO_JOB, detail(target));
        final Optional<Pause> unused = store.resume(target);
    }

    private void resumeAll() throws InterruptedException {
        while (true) {
            try {
                final List<Pause> pauses = store.pauses();
                if (pauses.isEmpty()) {
                    return;
                }
                pauses.forEach(pause -> resume(pause.target()));
            } catch (final JobStoreException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static String detail(final PauseTarget target) {
        return target.kind().wireName() + " " + target.name();
    }

    static long micros(final Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** Changes nothing more, and resumes all that is paused. */
    void end(final Thread running) throws InterruptedException {
        ending = true;
        running.join();
    }
}
