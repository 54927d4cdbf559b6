package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The promises of signals: they are hints. None may be missed for good by who polls, and none tells of what is not. */
abstract class SignalContract extends ContractFixture {
    SignalContract(final JobStoreContract contract) {
        super(contract);
    }

    /** The signals that could have been heard so far in this test: a store may be slow to tell, or tell twice. */
    private final Set<JobSignal> expectedSoFar = new HashSet<>();

    private void assertHeard(final List<JobSignal> heard, final JobSignal... expected) {
        if (signals()) {
            Await.until("a signal was heard: " + List.of(expected), () -> heard.containsAll(List.of(expected)));
        }
        expectedSoFar.addAll(List.of(expected));
        assertThat(expectedSoFar).as("what there was to tell").containsAll(heard);
        heard.clear();
    }

    @Test
    final void aSubscriberHearsOfWhatHappensAndOfNothingElse() {
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);
        final JobSignal claimable = new JobSignal.Claimable(QUEUE, TYPE);

        final JobId id = submit();
        assertHeard(heard, claimable);
        final ClaimedJob first = worker().claimOne();
        store.report(progressed(first.lease(), "downloading", 1));
        assertHeard(heard);
        store.report(failed(first.lease(), "busy"));
        assertHeard(heard, claimable);
        final ClaimedJob second = worker().claimOne();
        store.report(released(second.lease()));
        assertHeard(heard, claimable);
        final ClaimedJob third = worker().claimOne();
        store.cancel(id);
        assertHeard(heard, new JobSignal.Cancelled(id));
        store.report(released(third.lease()));
        assertHeard(heard, new JobSignal.Finished(id));
    }

    @Test
    final void aSubscriberHearsOfJobsThatFinish() {
        final ClaimedJob complete = processing();
        final ClaimedJob failed = processing();
        final JobId pending = submit();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        store.report(completed(complete.lease(), "1"));
        store.report(failedForGood(failed.lease(), "for good"));
        store.cancel(pending);

        assertHeard(
                heard,
                new JobSignal.Finished(complete.job().id()),
                new JobSignal.Finished(failed.job().id()),
                new JobSignal.Finished(pending));
    }

    @Test
    final void aSubscriberHearsOfRecoveredJobs() {
        final JobId again = submit();
        final JobId spent = store.submit(request().maxAttempts(1).build());
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(2);
        worker.vanishes(claimed.get(0).lease(), claimed.get(1).lease());
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        store.recover();

        assertThat(job(again).attempt()).isEqualTo(1);
        assertHeard(heard, new JobSignal.Claimable(QUEUE, TYPE), new JobSignal.Finished(spent));
    }

    @Test
    final void aWriteThatChangesNothingIsNotSignalled() {
        final ClaimedJob ended = processing();
        store.report(completed(ended.lease(), "1"));
        final JobId keyed = store.submit(request().idempotencyKey("key").build());
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        everyReport(ended.lease()).forEach(store::report);
        store.cancel(ended.job().id());
        store.cancel(JobId.random());
        store.submit(request().idempotencyKey("key").build());
        store.recover();
        final JobId last = store.submit(request().queue(OTHER_QUEUE).build());

        // The last signal is heard, or none is: then all that would have come before it has come.
        assertHeard(heard, new JobSignal.Claimable(OTHER_QUEUE, TYPE));
        assertThat(QueuePositions.of(store, keyed)).hasValue(1);
        assertThat(QueuePositions.of(store, last)).hasValue(1);
    }

    @Test
    final void aJobThatIsNotDueIsNotClaimableYet() {
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        store.submit(request().dueAt(Instant.now().plus(Duration.ofHours(5))).build());
        store.submit(request(OTHER_TYPE).build());

        assertHeard(heard, new JobSignal.Claimable(QUEUE, OTHER_TYPE));
    }

    @Test
    final void aListenerThatFailsChangesNothing() {
        final AtomicInteger calls = new AtomicInteger();
        store.subscribe(signal -> {
            calls.incrementAndGet();
            throw new IllegalStateException("a listener that fails on purpose");
        });
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        final JobId id = submit();
        store.cancel(id);

        assertHeard(heard, new JobSignal.Claimable(QUEUE, TYPE), new JobSignal.Finished(id));
        if (signals()) {
            Await.until("the failing listener is called again", () -> calls.get() >= 2);
        }
    }

    @Test
    final void aClosedSubscriptionHearsNothing() {
        final List<JobSignal> unheard = new CopyOnWriteArrayList<>();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        final Subscription subscription = store.subscribe(unheard::add);
        store.subscribe(heard::add);

        subscription.close();
        subscription.close();
        submit();

        assertHeard(heard, new JobSignal.Claimable(QUEUE, TYPE));
        assertThat(unheard).isEmpty();
    }

    @Test
    final void whatIsHeardOfAnotherStoresWritesIsTrue() {
        final JobStore second = secondStore();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        final JobId id = second.submit(request().build());
        second.cancel(id);

        // How far signals reach is the store's affair; that they are true is not.
        assertThat(List.<JobSignal>of(new JobSignal.Claimable(QUEUE, TYPE), new JobSignal.Finished(id)))
                .containsAll(heard);
    }
}
