package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Submissions that start jobs in the slots of a worker, whose heartbeats and claims, and another worker's, come between all the time. */
class WorkerStartsAtSubmissionIT {
    private static final JobType<Integer, Void> NUMBER = JobType.of("number", Integer.class, Void.class);
    private static final int CALLERS = 4;
    private static final int EACH = 150;

    /** On a busy machine something waits at each submission of a whole round. */
    private static final int MOST_ROUNDS = 30;

    private final String url = Postgres.shared().newUrl();
    private final JobStore store = JdbcJobStore.open(url);
    private final JobStore other = JdbcJobStore.open(url);
    private final Map<Integer, Integer> runs = new ConcurrentHashMap<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @AfterEach
    void close() {
        callers.shutdownNow();
        store.close();
        other.close();
    }

    private Worker worker(final JobStore at) {
        return Worker.builder(at)
                .slots(3)
                .pollInterval(Duration.ofMillis(20))
                .handle(NUMBER, context -> {
                    runs.merge(context.payload(), 1, Integer::sum);
                    return null;
                })
                .start();
    }

    private List<JobId> submitAll(final int first) {
        return IntStream.range(first, first + EACH)
                .mapToObj(number -> {
                    final JobId id = store.submit(NUMBER.requestBuilder(number)
                            .owner(number % 3 == 0 ? "ann" : "ben")
                            .build());
                    if (number % 5 == 0) {
                        store.cancel(id);
                    }
                    return id;
                })
                .toList();
    }

    private List<Job> submittedByAllCallers(final int round) throws InterruptedException, ExecutionException {
        final List<Callable<List<JobId>>> calls = IntStream.range(0, CALLERS)
                .<Callable<List<JobId>>>mapToObj(caller -> () -> submitAll((round * CALLERS + caller) * EACH))
                .toList();
        Stream<JobId> ids = Stream.of();
        for (final Future<List<JobId>> call : callers.invokeAll(calls)) {
            ids = Stream.concat(ids, call.get().stream());
        }
        return ids.map(this::ended).toList();
    }

    private Job ended(final JobId id) {
        Await.until("the end of job " + id, () -> job(id).finishedAt().isPresent());
        return job(id);
    }

    private Job job(final JobId id) {
        return store.find(id).orElseThrow();
    }

    @Test
    void eachJobRunsOnceWhateverComesBetween() throws InterruptedException, ExecutionException {
        final List<Job> jobs = new ArrayList<>();
        int rounds = 0;
        try (Worker own = worker(store);
                Worker others = worker(other)) {
            assertThat(List.of(own.isRunning(), others.isRunning())).containsOnly(true);
            while (rounds < MOST_ROUNDS && jobs.stream().noneMatch(WorkerStartsAtSubmissionIT::startedAtSubmission)) {
                jobs.addAll(submittedByAllCallers(rounds));
                rounds++;
            }
        }

        assertThat(jobs).hasSize(rounds * CALLERS * EACH);
        assertThat(runs).allSatisfy((number, times) -> assertThat(times).isEqualTo(1));
        assertThat(jobs).filteredOn(job -> job.status() == JobStatus.COMPLETE).allSatisfy(job -> {
            assertThat(job.attempt()).isEqualTo(1);
            assertThat(runs).containsKey(NUMBER.payload(job));
        });
        assertThat(jobs).extracting(Job::status).containsOnly(JobStatus.COMPLETE, JobStatus.CANCELLED);
        assertThat(jobs)
                .as("some were started at their submission")
                .anyMatch(WorkerStartsAtSubmissionIT::startedAtSubmission);
    }

    private static boolean startedAtSubmission(final Job job) {
        return job.startedAt().equals(Optional.of(job.createdAt()));
    }
}
