package dev.jobs.chaos;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The fair order of a queue, after all faults: one owner submits many jobs, another one of more weight as many, then some others one each.
 * While a fault is under way a job may be held by a claim whose answer was lost, and no outside log can tell; then none is.
 */
final class FairOrder {
    static final String MANY = "many";
    static final String WEIGHTED = "weighted";
    static final int WEIGHT = 3;
    private static final int JOBS = 80;
    private static final int OTHERS = 5;
    private static final int MILLIS = 300;

    private final JobStore store;
    private final EventLog log;
    private final Consumer<JobId> onSubmitted;

    FairOrder(final JobStore store, final EventLog log, final Consumer<JobId> onSubmitted) {
        this.store = store;
        this.log = log;
        this.onSubmitted = onSubmitted;
    }

    void submit() throws InterruptedException {
        submit(IntStream.range(0, JOBS).mapToObj(number -> request(MANY, 1)).toList());
        submit(IntStream.range(0, JOBS)
                .mapToObj(number -> request(WEIGHTED, WEIGHT))
                .toList());
        for (int i = 0; i < OTHERS; i++) {
            submit(List.of(request("other-" + i, 1)));
        }
    }

    private static JobRequest request(final String owner, final int weight) {
        return ChaosJob.TYPE
                .requestBuilder(new ChaosJob(ChaosJob.Kind.QUICK, MILLIS))
                .owner(owner)
                .ownerWeight(weight)
                .idempotencyKey(UUID.randomUUID().toString())
                .build();
    }

    /** Submits, again after each failure: the last fault may have left broken connections. */
    private void submit(final List<JobRequest> requests) throws InterruptedException {
        while (true) {
            try {
                final List<JobId> ids = store.submit(requests);
                for (int i = 0; i < ids.size(); i++) {
                    final String id = ids.get(i).toString();
                    log.add(
                            ChaosEvent.Kind.SUBMITTED,
                            id,
                            Integer.toString(requests.get(i).maxAttempts()));
                    onSubmitted.accept(ids.get(i));
                }
                return;
            } catch (final JobStoreException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /**
     * The start of one of these jobs.
     *
     * @param submitted when its submission had returned, by the log's clock
     * @param claimed when a worker had written down its claim, by the log's clock
     * @param worker which one
     * @param started when it was claimed, by the database's clock
     */
    record Start(String owner, long submitted, long claimed, String worker, Instant started) {
        boolean isOf(final String name) {
            return owner.equals(name);
        }

        boolean isOfOneJob() {
            return !isOf(MANY) && !isOf(WEIGHTED);
        }
    }

    /** The starts of these jobs in a run, of those that have ended. */
    static List<Start> starts(final List<ChaosEvent> events, final Map<String, Job> finished) {
        final List<Start> starts = new ArrayList<>();
        final Map<String, Long> submitted = new HashMap<>();
        for (final ChaosEvent event : events) {
            if (event.kind() == ChaosEvent.Kind.SUBMITTED) {
                submitted.put(event.job(), event.micros());
            } else if (event.kind() == ChaosEvent.Kind.CLAIMED) {
                Optional.ofNullable(finished.get(event.job()))
                        .filter(FairOrder::isOne)
                        .ifPresent(job -> starts.add(new Start(
                                job.owner().orElseThrow(),
                                submitted.getOrDefault(event.job(), Long.MAX_VALUE),
                                event.micros(),
                                event.source(),
                                job.startedAt().orElseThrow())));
            }
        }
        return starts;
    }

    private static boolean isOne(final Job job) {
        return job.attempt() == 1
                && job.startedAt().isPresent()
                && job.owner()
                        .filter(owner -> owner.equals(MANY) || owner.equals(WEIGHTED) || owner.startsWith("other-"))
                        .isPresent();
    }

    /**
     * The owners who waited while another one started more jobs than one round has of it. Each worker may have claimed as many as it has
     * slots before, and not have written them down yet; and a claim that began before another's may end after it.
     */
    static List<String> broken(final List<Start> starts) {
        final long workers = starts.stream().map(Start::worker).distinct().count();
        final long underWay = 2 * ChaosSettings.SLOTS * workers;
        final List<String> broken = new ArrayList<>();
        starts.stream().filter(Start::isOfOneJob).forEach(other -> {
            waited(other, starts, MANY, 1 + underWay).ifPresent(broken::add);
            waited(other, starts, WEIGHTED, WEIGHT + underWay).ifPresent(broken::add);
        });
        broken.addAll(notByWeight(starts, underWay));
        return broken;
    }

    private static Optional<String> waited(
            final Start other, final List<Start> starts, final String owner, final long most) {
        final long before = starts.stream()
                .filter(start -> start.isOf(owner)
                        && start.claimed() > other.submitted()
                        && start.started().isBefore(other.started()))
                .count();
        return before > most
                ? Optional.of(
                        "the job of owner " + other.owner() + " waited while owner " + owner + " started " + before)
                : Optional.empty();
    }

    /** The first start of either owner of many jobs before which the other one had more than its weight gives it, from the first round of both on. */
    private static List<String> notByWeight(final List<Start> starts, final long underWay) {
        final List<Instant> weighted = times(starts, WEIGHTED);
        if (weighted.isEmpty()) {
            return List.of();
        }
        final List<Instant> many = times(starts, MANY).stream()
                .filter(time -> time.isAfter(weighted.get(0)))
                .toList();
        final List<String> broken = new ArrayList<>();
        for (int i = 0; i < weighted.size() && broken.isEmpty(); i++) {
            final long before = before(many, weighted.get(i));
            if (before > 1 + i / WEIGHT + underWay) {
                broken.add("an owner of weight " + WEIGHT + " started " + i + " jobs while one of weight 1 started "
                        + before);
            }
        }
        for (int i = 0; i < many.size() && broken.isEmpty(); i++) {
            final long before = before(weighted, many.get(i));
            if (before > WEIGHT * (i + 1L + underWay)) { // claims under way may have ended rounds that it joined
                broken.add("an owner of weight 1 started " + i + " jobs while one of weight " + WEIGHT + " started "
                        + before);
            }
        }
        return broken;
    }

    private static List<Instant> times(final List<Start> starts, final String owner) {
        return starts.stream()
                .filter(start -> start.isOf(owner))
                .map(Start::started)
                .sorted()
                .toList();
    }

    private static long before(final List<Instant> times, final Instant time) {
        return times.stream().filter(each -> each.isBefore(time)).count();
    }
}
