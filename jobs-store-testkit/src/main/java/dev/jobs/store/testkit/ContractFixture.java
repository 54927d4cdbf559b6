package dev.jobs.store.testkit;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Stage;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the contract share: a store of their own, and short words for what they do to it. */
abstract class ContractFixture {
    static final String TYPE = "ingest";
    static final String OTHER_TYPE = "preview";
    static final String QUEUE = JobRequest.DEFAULT_QUEUE;
    static final String OTHER_QUEUE = "bulk";
    static final List<Stage> STAGES = List.of(
            Stage.of("downloading").withLabel("Downloading…").withWeight(1),
            Stage.of("decoding"),
            new Stage("normalizing", "Making it \"loud\" ✓", 2.5),
            Stage.of("saving").withWeight(0.5));

    /** The store under test. */
    JobStore store;

    private final Deque<JobStore> opened = new ArrayDeque<>();

    protected abstract JobStore newStore();

    protected abstract Optional<JobStore> openAgain(JobStore first);

    @BeforeEach
    final void openTheStore() {
        store = anotherNewStore();
    }

    @AfterEach
    final void closeTheStores() {
        opened.forEach(JobStore::close);
    }

    /** Another store on a place of its own. */
    final JobStore anotherNewStore() {
        final JobStore another = newStore();
        opened.push(another);
        return another;
    }

    /** A second store on the same jobs; the test is skipped where there is no such thing. */
    final JobStore secondStore() {
        final Optional<JobStore> second = openAgain(store);
        Assumptions.assumeTrue(second.isPresent(), "this store cannot be opened twice on the same jobs");
        opened.push(second.orElseThrow());
        return second.orElseThrow();
    }

    /** A request for a job that is due again at once after each attempt. */
    static JobRequest.Builder request(final String type) {
        return JobRequest.builder(type, "{}").backoff(new Backoff(Duration.ZERO, Duration.ZERO));
    }

    static JobRequest.Builder request() {
        return request(TYPE);
    }

    /** Submits a job like all the others. */
    final JobId submit() {
        return store.submit(request().build());
    }

    /** Submits so many jobs like all the others, in one call. */
    final List<JobId> submit(final int count) {
        return store.submit(
                IntStream.range(0, count).mapToObj(i -> request().build()).toList());
    }

    /** A live worker for all types and queues of these tests. */
    final TestWorker worker() {
        final TestWorker worker = new TestWorker(store, Set.of(TYPE, OTHER_TYPE), Set.of(QUEUE, OTHER_QUEUE));
        worker.lives();
        return worker;
    }

    /** A live worker for these types and queues. */
    final TestWorker worker(final Set<String> types, final Set<String> queues) {
        final TestWorker worker = new TestWorker(store, types, queues);
        worker.lives();
        return worker;
    }

    /** Submits a job and lets a new worker claim it; there must be no other. */
    final ClaimedJob processing() {
        submit();
        return worker().claimOne();
    }

    final Job job(final JobId id) {
        return store.find(id).orElseThrow(() -> new AssertionError("job " + id + " is gone"));
    }

    final Job job(final ClaimedJob claimed) {
        return job(claimed.job().id());
    }

    static List<JobId> ids(final List<ClaimedJob> claimed) {
        return claimed.stream().map(one -> one.job().id()).toList();
    }
}
