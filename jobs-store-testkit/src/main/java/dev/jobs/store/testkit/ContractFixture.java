package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.Stage;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** The parts that the tests of the contract share: a store of their own, and short words for what they do to it. */
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

    static final CancelOutcome CANCELLED = new CancelOutcome.Cancelled();

    /** The store under test. */
    JobStore store;

    private final Deque<JobStore> opened = new ArrayDeque<>();

    private final JobStoreContract contract;

    ContractFixture(final JobStoreContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    final void openTheStore() {
        store = anotherNewStore();
    }

    @AfterEach
    final void closeTheStores() {
        opened.forEach(JobStore::close);
    }

    /** True if the store under test signals, so that a test waits for each signal. */
    final boolean signals() {
        return contract.signals();
    }

    /** True if the store under test makes estimates, so that a test waits for them. */
    final boolean estimates() {
        return contract.estimates();
    }

    /** Another store on a place of its own. */
    final JobStore anotherNewStore() {
        final JobStore another = contract.newStore();
        opened.push(another);
        return another;
    }

    /** A second store on the same jobs; the test is skipped where there is no such thing. */
    final JobStore secondStore() {
        final Optional<JobStore> second = secondStoreIfThereCanBeOne();
        Assumptions.assumeTrue(second.isPresent(), "this store cannot be opened twice on the same jobs");
        return second.orElseThrow();
    }

    /** A second store on the same jobs; empty where there is no such thing. */
    final Optional<JobStore> secondStoreIfThereCanBeOne() {
        final Optional<JobStore> second = contract.openAgain(store);
        second.ifPresent(opened::push);
        return second;
    }

    /** Lets the store under test be the one after a restart; the test is skipped where jobs end with their store. */
    final void restart() {
        final Optional<JobStore> next = contract.reopen(store);
        Assumptions.assumeTrue(next.isPresent(), "this store keeps no jobs over a restart");
        store = next.orElseThrow();
        opened.push(store);
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

    static Report.Progressed progressed(final Lease lease, final String stage, final double progress) {
        return Report.progressed(lease, Optional.of(stage), progress);
    }

    static Report.Completed completed(final Lease lease, final String result) {
        return Report.completed(lease, Optional.of(result));
    }

    /** A failure after which the job is due again at once. */
    static Report.Failed failed(final Lease lease, final String error) {
        return Report.failed(lease, error, Duration.ZERO);
    }

    /** A failure after which the job is not tried again. */
    static Report.Failed failedForGood(final Lease lease, final String error) {
        return Report.failedForGood(lease, error);
    }

    static Report.Released released(final Lease lease) {
        return Report.released(lease, Release.CONFIRMED);
    }

    /** A lease of the same worker and job that no claim has given. */
    static Lease notGivenAfter(final Lease lease) {
        return new Lease(lease.jobId(), lease.number() + 1, lease.worker());
    }

    /** The report of another worker that knows the lease and does not hold it. */
    static Lease inTheHandsOf(final TestWorker other, final Lease lease) {
        return new Lease(lease.jobId(), lease.number(), other.id());
    }

    /** One report of each kind. */
    static List<Report> everyReport(final Lease lease) {
        return List.of(
                progressed(lease, "too late", 77),
                JobLogFixture.logged(lease, 1, "too late"),
                completed(lease, "\"too late\""),
                failed(lease, "too late"),
                failedForGood(lease, "too late"),
                released(lease),
                Report.declined(lease, Duration.ZERO));
    }

    static CancelOutcome alreadyTerminal(final JobStatus status) {
        return new CancelOutcome.AlreadyTerminal(status);
    }

    static List<JobId> newestFirst(final List<JobId> ids) {
        return ids.stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** Prunes until so many jobs are gone, for a job may have finished in this very moment. */
    final void pruneAll(final int expected) {
        final int[] pruned = {0};
        Await.until(expected + " jobs are pruned", () -> {
            pruned[0] += store.prune(Duration.ZERO, 1_000);
            return pruned[0] >= expected;
        });
        assertThat(pruned[0]).isEqualTo(expected);
        assertThat(store.prune(Duration.ZERO, 1_000)).isZero();
    }

    /** Lists page after page, and does something between them. */
    static List<JobId> allPages(final JobStore store, final JobQuery query, final Runnable between) {
        final List<JobId> seen = new ArrayList<>();
        JobQuery next = query;
        while (true) {
            final List<Job> page = store.list(next);
            if (page.isEmpty()) {
                return seen;
            }
            assertThat(page).hasSizeLessThanOrEqualTo(query.pageSize());
            for (final Job job : page) {
                assertThat(seen)
                        .as("listed on earlier pages, or twice on this one")
                        .doesNotContain(job.id());
                seen.add(job.id());
            }
            next = query.after(page.get(page.size() - 1).id());
            between.run();
        }
    }
}
