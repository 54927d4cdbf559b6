package dev.jobs.store.testkit;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.Lease;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jobs that a store should hold: a list of jobs in order of submission, searched from its beginning every time. */
final class Model {
    private static final Comparator<ModelJob> STARTING_ORDER = Comparator.<ModelJob>comparingInt(
                    job -> job.request.priority())
            .reversed()
            .thenComparingLong(job -> job.turn);

    /** The number of an owner's newest jobs among which starts count in rounds. */
    private static final int NEWEST = 100;

    final List<ModelJob> jobs = new ArrayList<>();
    /** The limits of attempts at once, by their names. */
    final Map<String, Integer> limits = new HashMap<>();

    /** The owners and limit keys that are paused. */
    final Set<PauseTarget> paused = new HashSet<>();

    final Map<String, QueueOrder> orders = new HashMap<>();
    private long lastTurn;

    /** Adds a job, in its turn. */
    void submitted(final JobId id, final JobRequest request) {
        lastTurn++;
        final boolean inTurns =
                orders.getOrDefault(request.queue(), QueueOrder.FAIR_BY_OWNER) == QueueOrder.FAIR_BY_OWNER
                        && request.dueAt().isEmpty();
        jobs.add(new ModelJob(id, request, inTurns ? turn(request) : lastTurn));
    }

    /** The first turn in which the weight leaves room, of the owner's last one and those behind it in which jobs wait; else a new one. */
    private long turn(final JobRequest request) {
        final long last =
                waitingOfOwner(request).mapToLong(job -> job.turn).max().orElse(0);
        return waitingBeside(request)
                .mapToLong(job -> job.turn)
                .filter(turn ->
                        turn >= last && waitingIn(turn, request) + startedFrom(turn, request) < request.ownerWeight())
                .min()
                .orElse(lastTurn);
    }

    private long waitingIn(final long turn, final JobRequest request) {
        return waitingOfOwner(request).filter(job -> job.turn == turn).count();
    }

    /** The number of jobs of this type that have started from a turn, of the newest of the owner. */
    private long startedFrom(final long turn, final JobRequest request) {
        return jobs.stream()
                .filter(job ->
                        request.owner().isPresent() && job.request.owner().equals(request.owner()))
                .sorted(Comparator.<ModelJob, JobId>comparing(job -> job.id).reversed())
                .limit(NEWEST)
                .filter(job -> job.turn == turn
                        && job.hasStarted()
                        && isBeside(job, request)
                        && job.request.type().equals(request.type()))
                .count();
    }

    private Stream<ModelJob> waitingOfOwner(final JobRequest request) {
        return waitingBeside(request).filter(job -> job.request.owner().equals(request.owner()));
    }

    private Stream<ModelJob> waitingBeside(final JobRequest request) {
        return jobs.stream().filter(job -> job.isWaiting() && isBeside(job, request));
    }

    private static boolean isBeside(final ModelJob job, final JobRequest request) {
        return job.request.queue().equals(request.queue()) && job.request.priority() == request.priority();
    }

    Optional<ModelJob> find(final JobId id) {
        return jobs.stream().filter(job -> job.id.equals(id)).findFirst();
    }

    /** The job that this request repeats. */
    static Optional<ModelJob> repeatedBy(final JobRequest request, final List<ModelJob> among) {
        return among.stream()
                .filter(job -> request.idempotencyKey().isPresent()
                        && job.request.idempotencyKey().equals(request.idempotencyKey())
                        && job.request.owner().equals(request.owner()))
                .findFirst();
    }

    static boolean conflicts(final JobRequest request, final ModelJob first) {
        return !first.request.type().equals(request.type())
                || !first.request.payload().equals(request.payload());
    }

    /** The jobs that a claim should give. */
    List<ModelJob> next(final TestWorker worker, final Set<String> types, final Set<String> queues, final int limit) {
        final List<ModelJob> next = new ArrayList<>();
        jobs.stream()
                .filter(job -> job.isWaiting()
                        && !job.declinedBy.contains(worker)
                        && types.contains(job.request.type())
                        && queues.contains(job.request.queue()))
                .sorted(STARTING_ORDER)
                .filter(job -> paused.stream().noneMatch(target -> target.covers(job.request)))
                .forEach(job -> {
                    if (next.size() < limit && job.request.limitKeys().stream().allMatch(key -> hasRoom(key, next))) {
                        next.add(job);
                    }
                });
        return next;
    }

    /** True if another job of this key may start beside those that run, and these. */
    private boolean hasRoom(final String key, final List<ModelJob> starting) {
        return limit(key).isEmpty()
                || Stream.concat(jobs.stream().filter(job -> job.worker.isPresent()), starting.stream())
                                .filter(job -> job.request.limitKeys().contains(key))
                                .count()
                        < limit(key).get();
    }

    /** The number of attempts at once that the limit of a key allows. */
    Optional<Integer> limit(final String key) {
        final Integer own = limits.get(key);
        return Optional.ofNullable(own == null && key.startsWith("tenant:") ? limits.get("tenant:*") : own);
    }

    Map<JobId, Long> positions() {
        final Map<JobId, Long> positions = new HashMap<>();
        final Map<String, Long> last = new HashMap<>();
        jobs.stream()
                .filter(ModelJob::isWaiting)
                .sorted(STARTING_ORDER)
                .forEach(job -> positions.put(job.id, last.merge(job.request.queue(), 1L, Long::sum)));
        return positions;
    }

    List<ModelJob> heldBy(final TestWorker worker) {
        return jobs.stream()
                .filter(job -> job.worker.equals(Optional.of(worker)))
                .toList();
    }

    /** The job that this lease is the current one of. */
    Optional<ModelJob> current(final Lease lease) {
        return jobs.stream()
                .filter(job -> job.worker.isPresent() && job.lease.equals(Optional.of(lease)))
                .findFirst();
    }

    List<JobId> listed(final JobQuery query) {
        return jobs.stream()
                .filter(job -> query.owner().isEmpty() || query.owner().equals(job.request.owner()))
                .filter(job -> query.statuses().isEmpty() || query.statuses().contains(job.status))
                .filter(job -> query.types().isEmpty() || query.types().contains(job.request.type()))
                .filter(job -> query.queues().isEmpty() || query.queues().contains(job.request.queue()))
                .map(job -> job.id)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** The numbers of jobs that wait, run and are being stopped, by queue and type. */
    Map<List<String>, List<Long>> numbers() {
        return jobs.stream()
                .filter(job -> !job.finished)
                .collect(Collectors.groupingBy(
                        job -> List.of(job.request.queue(), job.request.type()),
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                group -> List.of(
                                        count(group, JobStatus.PENDING),
                                        count(group, JobStatus.PROCESSING),
                                        count(group, JobStatus.CANCELLED)))));
    }

    private static long count(final List<ModelJob> group, final JobStatus status) {
        return group.stream().filter(job -> job.status == status).count();
    }
}
