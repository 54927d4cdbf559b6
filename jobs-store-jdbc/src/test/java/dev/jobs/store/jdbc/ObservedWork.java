package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.handler.JobContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Two workers whose jobs run child processes, jobs that come all the time, and some of them cancelled. All that is claimed,
 * reported and run is noted, so that it can be held against what a store still knows that has lost its newest transactions.
 */
final class ObservedWork implements AutoCloseable {
    private static final JobType<Integer, Integer> TYPE = JobType.of("observed", Integer.class, Integer.class);
    private static final int WORKERS = 2;

    /** More than there is work: what a database gives again is claimed at once. */
    private static final int SLOTS = 20;

    private static final int LATER = 12;

    /** Longer than a failover of these tests takes: work that is begun before it goes on after it. */
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(20);

    private final List<JdbcJobStore> stores = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final Queue<Lease> claimed = new ConcurrentLinkedQueue<>();
    private final Queue<Reported> reported = new ConcurrentLinkedQueue<>();
    private final Queue<Run> runs = new ConcurrentLinkedQueue<>();
    private final Queue<String> innocents = new ConcurrentLinkedQueue<>();
    private final AtomicInteger submitted = new AtomicInteger();
    private final Thread submitter = new Thread(this::submit, "observed-submitter");
    private final CountDownLatch pause = new CountDownLatch(1);
    private volatile boolean enough;

    /** A report that was taken. */
    private record Reported(Lease lease, long sentAt) {}

    /** One run of a handler, its processes included. */
    private record Run(JobId job, long began, long ended, String worker) {
        boolean overlaps(final Run other) {
            return !equals(other) && job.equals(other.job) && began < other.ended && other.began < ended;
        }
    }

    ObservedWork(final String url) {
        for (int i = 0; i < WORKERS; i++) {
            final JdbcJobStore store = JdbcJobStore.open(url);
            final String name = "worker " + i;
            stores.add(store);
            workers.add(Load.worker(observed(store))
                    .name(name)
                    .slots(SLOTS)
                    .timeToLive(TIME_TO_LIVE)
                    .handle(TYPE, context -> noted(context, name))
                    .start());
        }
        submitter.start();
    }

    private JobStore observed(final JobStore store) {
        return (JobStore) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    final long sentAt = System.nanoTime();
                    final Object answer;
                    try {
                        answer = method.invoke(store, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                    note(method, arguments, answer, sentAt);
                    return method.getName().equals("ability") ? observed((Optional<?>) answer) : answer;
                });
    }

    /** The same ability; of one that starts jobs at their submission, the leases are noted too. */
    private Optional<?> observed(final Optional<?> ability) {
        return ability.map(found -> found instanceof StartAtSubmission starts
                ? (StartAtSubmission) offers -> starts.offer(
                        (id, queue, type) -> offers.take(id, queue, type).map(this::observed))
                : found);
    }

    private StartAtSubmission.OfferedSlot observed(final StartAtSubmission.OfferedSlot slot) {
        return new StartAtSubmission.OfferedSlot() {
            @Override
            public Lease lease() {
                return slot.lease();
            }

            @Override
            public ClaimRequest claim() {
                return slot.claim();
            }

            @Override
            public void start(final ClaimedJob job) {
                claimed.add(job.lease());
                slot.start(job);
            }

            @Override
            public void giveBack() {
                slot.giveBack();
            }

            @Override
            public void giveUp() {
                slot.giveUp();
            }
        };
    }

    private void note(final Method method, final Object[] arguments, final Object answer, final long sentAt) {
        if (method.getName().equals("claim")) {
            ((List<?>) answer).forEach(one -> claimed.add(((ClaimedJob) one).lease()));
        } else if (method.getName().equals("report")) {
            final List<?> reports = (List<?>) arguments[0];
            final List<?> outcomes = (List<?>) answer;
            for (int i = 0; i < reports.size(); i++) {
                if (outcomes.get(i) == ReportOutcome.APPLIED) {
                    reported.add(new Reported(((Report) reports.get(i)).lease(), sentAt));
                }
            }
        }
    }

    private Integer noted(final JobContext<Integer> context, final String worker) throws InterruptedException {
        final long began = System.nanoTime();
        try {
            context.exec(command(context.payload()));
            return context.payload();
        } catch (final CommandFailedException e) {
            if (!context.shouldStop()) {
                innocents.add(context.job() + ": " + e.getMessage());
            }
            throw e;
        } finally {
            runs.add(new Run(context.job().id(), began, System.nanoTime(), worker));
        }
    }

    /** Up to a second, or for eight seconds if the number is negative; one of three does not end at SIGTERM. */
    private static Command command(final int number) {
        final Random random = new Random(number);
        final double seconds = number < 0 ? 8 : random.nextDouble();
        final String trap = random.nextInt(3) == 0 ? "trap '' TERM; " : "";
        return Command.of("sh", "-c", trap + "sleep " + seconds + "; true");
    }

    private void submit() {
        final JobStore store = stores.get(0);
        while (!enough) {
            final int number = submitted.get();
            try {
                final JobId id = store.submit(TYPE.requestBuilder(number)
                        .idempotencyKey("job " + number)
                        .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                        .maxAttempts(10)
                        .build());
                submitted.incrementAndGet();
                if (number % 7 == 3) {
                    store.cancel(id);
                }
                final boolean unused = pause.await(80, TimeUnit.MILLISECONDS);
            } catch (final JobStoreException e) {
                // The same again: its key keeps it from becoming two.
            } catch (final InterruptedException e) {
                return;
            }
        }
    }

    /** Long jobs that are not due: the database is to know of them, and then to lose that they were claimed. */
    List<JobId> submitForLater() {
        final Instant due = Instant.now().plus(Duration.ofDays(1));
        return stores.get(0)
                .submit(IntStream.range(0, LATER)
                        .mapToObj(i -> TYPE.requestBuilder(-1 - i)
                                .dueAt(due)
                                .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                                .maxAttempts(10)
                                .build())
                        .toList());
    }

    /** Lets a database's jobs be due that are not, as soon as it takes writes. */
    static void makeDue(final String url) {
        Await.until("the jobs are due", () -> {
            Sql.execute(url, "update jobs_job set due_at = statement_timestamp() where not due");
            return true;
        });
    }

    void awaitClaims(final List<JobId> jobs) {
        Await.until(
                "they are claimed",
                () -> claimed.stream().map(Lease::jobId).toList().containsAll(jobs));
    }

    void awaitMore(final int more) {
        final int wanted = submitted.get() + more;
        Await.until("more jobs are submitted", () -> submitted.get() >= wanted);
    }

    /** Whether a database knows of these jobs. */
    static boolean knows(final String url, final List<JobId> jobs) {
        return Sql.query(url, "select id from jobs_job")
                .containsAll(jobs.stream().map(JobId::toString).toList());
    }

    /** The leases that a database knows of. */
    static Set<String> leases(final String url) {
        return new HashSet<>(Sql.query(url, "select id || '#' || lease from jobs_job"));
    }

    /** How many of these leases, of jobs that a database knows, it does not know itself. */
    static long lost(final Set<Lease> given, final Set<String> known) {
        final Set<String> jobs = new HashSet<>();
        known.forEach(lease -> jobs.add(lease.substring(0, lease.indexOf('#'))));
        return given.stream()
                .filter(lease -> jobs.contains(lease.jobId().toString()))
                .filter(lease -> !known.contains(lease.toString()))
                .count();
    }

    /** Submits no more, and waits until all jobs have ended of which the database knows. */
    void awaitEnd() throws InterruptedException {
        awaitMore(10);
        enough = true;
        submitter.join();
        Await.until(
                "all jobs have ended",
                () -> stores.get(0)
                        .list(JobQuery.all().withStatuses(JobStatus.PENDING, JobStatus.PROCESSING))
                        .isEmpty());
        Await.until("all workers are idle", () -> workers.stream().allMatch(worker -> worker.activeJobs() == 0));
    }

    /**
     * The reports that were taken after this moment, under leases that were neither known to the database then nor given
     * since.
     */
    List<String> wronglyTaken(final Set<String> known, final Set<Lease> before, final long since) {
        final Set<String> given = new HashSet<>(known);
        claimed.stream()
                .filter(lease -> !before.contains(lease))
                .map(Lease::toString)
                .forEach(given::add);
        return reported.stream()
                .filter(report -> report.sentAt() > since)
                .map(report -> report.lease().toString())
                .filter(lease -> !given.contains(lease))
                .toList();
    }

    /** The leases that have been given up to now. */
    Set<Lease> claimed() {
        return new HashSet<>(claimed);
    }

    List<String> overlaps() {
        final List<Run> all = List.copyOf(runs);
        return all.stream()
                .flatMap(run -> all.stream().filter(run::overlaps).map(other -> run + " and " + other))
                .toList();
    }

    List<String> innocents() {
        return List.copyOf(innocents);
    }

    /** What must not have happened, in one assertion each. */
    void broughtNoHarm(final Set<String> known, final Set<Lease> before, final long since) {
        assertThat(wronglyTaken(known, before, since))
                .as("reports taken under lost leases")
                .isEmpty();
        assertThat(overlaps()).as("runs of one job at the same time").isEmpty();
        assertThat(innocents()).as("commands killed that nobody stopped").isEmpty();
    }

    @Override
    public void close() {
        enough = true;
        submitter.interrupt();
        workers.forEach(Worker::close);
        stores.forEach(JdbcJobStore::close);
    }
}
