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
 * The fair order of a queue, after all faults: one owner submits many jobs, then some others one each. While a fault is under way a
 * job may be held by a claim whose answer was lost, and no outside log can tell; then none is.
 */
final class FairOrder {
    private static final String MANY = "many";
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
        submit(IntStream.range(0, JOBS).mapToObj(number -> request(MANY)).toList());
        for (int i = 0; i < OTHERS; i++) {
            submit(List.of(request("other-" + i)));
        }
    }

    private static JobRequest request(final String owner) {
        return ChaosJob.TYPE
                .requestBuilder(new ChaosJob(ChaosJob.Kind.QUICK, MILLIS))
                .owner(owner)
                .idempotencyKey(UUID.randomUUID().toString())
                .build();
    }

    /** Until it returns: the last fault may have left broken connections. */
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
        boolean isOfMany() {
            return owner.equals(MANY);
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
                        .filter(owner -> owner.equals(MANY) || owner.startsWith("other-"))
                        .isPresent();
    }

    /**
     * The owners who waited while the one with many jobs started more than one. Each worker may have claimed as many as it has slots
     * before, and not have written them down yet; and a claim that began before another's may end after it.
     */
    static List<String> broken(final List<Start> starts) {
        final long workers = starts.stream().map(Start::worker).distinct().count();
        final long most = 1 + 2 * ChaosSettings.SLOTS * workers;
        final List<String> broken = new ArrayList<>();
        starts.stream().filter(start -> !start.isOfMany()).forEach(other -> {
            final long before = starts.stream()
                    .filter(start -> start.isOfMany()
                            && start.claimed() > other.submitted()
                            && start.started().isBefore(other.started()))
                    .count();
            if (before > most) {
                broken.add("the job of owner " + other.owner() + " waited while another owner started " + before);
            }
        });
        return broken;
    }
}
