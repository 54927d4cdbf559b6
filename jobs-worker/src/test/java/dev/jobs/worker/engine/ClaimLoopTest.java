package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStores;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.delivery.Listeners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The claims of a worker beside a store that foresees whether they would bring something, by a clock that is moved by hand. */
class ClaimLoopTest {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final JobSignal CLAIMABLE = new JobSignal.Claimable(JobRequest.DEFAULT_QUEUE, "echo");

    private final AtomicLong clock = new AtomicLong();
    private final WorkerId worker = WorkerId.random();
    private final ForeseeingStore store = new ForeseeingStore();
    private final List<JobId> begun = new ArrayList<>();
    private final EngineSettings settings = new EngineSettings(
            WorkerProfile.builder("test")
                    .types(Set.of("echo"))
                    .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                    .slots(2)
                    .build(),
            POLL_INTERVAL,
            Duration.ofDays(1),
            POLL_INTERVAL,
            POLL_INTERVAL,
            POLL_INTERVAL,
            AttemptBounds.STANDARD,
            clock::get);
    private final ClaimLoop loop = loop();

    /** The store in memory, which counts claims, and foresees what the test says. */
    private final class ForeseeingStore extends ForwardingJobStore implements ClaimForesight {
        private int claims;
        private long bringsNothingUntil;

        ForeseeingStore() {
            super(JobStores.open("memory:"));
        }

        @Override
        public boolean bringsNothing(final WorkerId asking) {
            assertThat(asking).isEqualTo(worker);
            return clock.get() < bringsNothingUntil;
        }

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            claims++;
            return super.claim(request);
        }

        void bringsNothingFor(final Duration time) {
            bringsNothingUntil = clock.get() + time.toNanos();
        }
    }

    private ClaimLoop loop() {
        final Slots<Attempt> slots = new Slots<>(2, clock::get);
        final Attempts attempts = new Attempts(2);
        return new ClaimLoop(
                store,
                worker,
                settings,
                new ClaimLoop.Work(
                        attempts,
                        slots,
                        new OfferedSlots(worker, settings, slots, new NoOffers()),
                        new TimeToLive(settings.timeToLive(), settings.ending(), clock::get),
                        new StoreReach(new Listeners(worker, List.of()), clock::get),
                        claimed -> begun.add(claimed.job().id()),
                        lost -> {},
                        Set::of));
    }

    private static final class NoOffers implements OfferedSlots.Uses {
        @Override
        public boolean mayTake() {
            return false;
        }

        @Override
        public void begin(final ClaimedJob claimed) {
            throw new IllegalStateException();
        }

        @Override
        public void unused() {}

        @Override
        public void unknown() {}
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Lets a poll interval go by, and the loop do what is due then. */
    private void aPollIntervalLater() throws InterruptedException {
        clock.addAndGet(POLL_INTERVAL.toNanos());
        assertThat(loop.step()).isTrue();
    }

    private void begins() throws InterruptedException {
        assertThat(loop.step()).isTrue();
        assertThat(store.claims).isEqualTo(1);
    }

    private JobId submit() {
        return store.submit(JobRequest.builder("echo", "{}").build());
    }

    @Test
    void aStoreThatForeseesNothingIsClaimedFromAtEachPollInterval() throws InterruptedException {
        begins();

        aPollIntervalLater();
        aPollIntervalLater();

        assertThat(store.claims).isEqualTo(3);
    }

    @Test
    void nothingIsClaimedWhileTheStoreForeseesThatItWouldBringNothing() throws InterruptedException {
        begins();
        store.bringsNothingFor(Duration.ofSeconds(5));

        for (int i = 0; i < 4; i++) {
            aPollIntervalLater();
        }

        assertThat(store.claims).isEqualTo(1);
    }

    @Test
    void aJobThatIsDueStartsAtTheNextPollIntervalOfAWorkerThatClaimsSeldom() throws InterruptedException {
        begins();
        store.bringsNothingFor(Duration.ofMillis(1_500));
        aPollIntervalLater();
        final JobId due = submit();

        aPollIntervalLater();

        assertThat(begun).containsExactly(due);
    }

    @Test
    void aDoubtOfTheStoreBringsTheShortIntervalBackAtOnce() throws InterruptedException {
        begins();
        store.bringsNothingFor(Duration.ofHours(1));
        aPollIntervalLater();

        store.bringsNothingFor(Duration.ZERO);
        aPollIntervalLater();
        aPollIntervalLater();

        assertThat(store.claims).isEqualTo(3);
    }

    @Test
    void aSignalLetsTheWorkerClaimWhateverTheStoreForesees() throws InterruptedException {
        begins();
        store.bringsNothingFor(Duration.ofHours(1));
        final JobId id = submit();

        loop.onSignal(CLAIMABLE);
        assertThat(loop.step()).isTrue();

        assertThat(begun).containsExactly(id);
    }

    @Test
    void theAbilityOfAWrappedStoreIsAsked() {
        assertThat(new ForwardingJobStore(store) {}.ability(ClaimForesight.class))
                .containsSame(store);
        assertThat(store.ability(StartAtSubmission.class)).isEqualTo(Optional.empty());
    }
}
