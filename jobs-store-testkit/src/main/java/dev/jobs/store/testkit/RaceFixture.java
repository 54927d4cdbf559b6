package dev.jobs.store.testkit;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.RecoveredJob;
import java.util.Optional;

/** The rounds that the themes of races share: each begins with an empty queue. */
abstract class RaceFixture extends ContractFixture {
    RaceFixture(final JobStoreContract contract) {
        super(contract);
    }

    /** One round of a race. */
    interface Round {
        void run() throws InterruptedException;
    }

    final void rounds(final Round round) throws InterruptedException {
        for (int i = 0; i < KitSettings.rounds(); i++) {
            round.run();
            endAll();
        }
    }

    /** Ends what a round has left, so that the next one finds an empty queue. */
    private void endAll() {
        final TestWorker sweeper = worker();
        sweeper.claim(100).forEach(left -> store.report(failedForGood(left.lease(), "swept")));
        sweeper.vanishes();
        store.recover();
    }

    /** A job that is processing, with a worker that will be found gone. */
    final ClaimedJob lost() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        worker.vanishes(claimed.lease());
        return claimed;
    }

    final Optional<JobStatus> recovered(final JobId id) {
        return store.recover().stream()
                .filter(job -> job.id().equals(id))
                .map(RecoveredJob::status)
                .findFirst();
    }
}
