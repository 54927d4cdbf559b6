package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The promises of a store about times: they are all its own clock's, in order, and the same everywhere on earth. */
abstract class ClockContract extends ContractFixture {
    ClockContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void timesAreInTheOrderInWhichThingsHappened() {
        final List<Job> seen = new ArrayList<>();
        final JobId id = submit();
        seen.add(job(id));
        final ClaimedJob first = worker().claimOne();
        seen.add(first.job());
        store.report(progressed(first.lease(), "downloading", 10));
        seen.add(job(id));
        store.report(failed(first.lease(), "busy"));
        seen.add(job(id));
        final TestWorker lost = worker();
        final ClaimedJob second = lost.claimOne();
        seen.add(second.job());
        lost.vanishes(second.lease());
        store.recover();
        seen.add(job(id));
        final ClaimedJob third = worker().claimOne();
        seen.add(third.job());
        store.cancel(id);
        seen.add(job(id));
        store.report(released(third.lease()));
        seen.add(job(id));

        assertThat(seen).extracting(Job::updatedAt).isSorted();
        assertThat(seen).extracting(Job::createdAt).containsOnly(seen.get(0).createdAt());
        assertThat(List.of(first, second, third))
                .extracting(claimed -> claimed.job().startedAt().orElseThrow())
                .isSorted();
        final Job last = seen.get(seen.size() - 1);
        assertThat(last.startedAt()).isEqualTo(third.job().startedAt());
        assertThat(last.finishedAt()).contains(last.updatedAt());
        assertThat(last.finishedAt().orElseThrow())
                .isAfterOrEqualTo(last.startedAt().orElseThrow());
    }

    @Test
    final void aLaterSubmissionIsNotCreatedEarlier() {
        final List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(submit());
        }

        assertThat(ids).extracting(id -> job(id).createdAt()).isSorted();
    }

    @Test
    final void allJobsOfOneSubmissionAreCreatedAtOnce() {
        assertThat(store.find(submit(10)).values().stream().map(Job::createdAt).distinct())
                .hasSize(1);
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    final void theTimeZoneOfAProcessDoesNotMatter() {
        final TimeZone usual = TimeZone.getDefault();
        final Instant due = Instant.parse("2025-10-26T00:30:00.500Z");
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            final JobId id = store.submit(request().dueAt(due).build());
            final TestWorker worker = worker();
            final ClaimedJob claimed = worker.claimOne();
            final Job before = job(id);
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Pago_Pago"));

            assertThat(before.dueAt()).isEqualTo(due);
            assertThat(job(id)).isEqualTo(before);
            assertThat(store.recover()).as("a day has not gone by").isEmpty();
            assertThat(store.report(failed(claimed.lease(), "busy"))).isNotNull();
            assertThat(worker.claimOne().job().startedAt().orElseThrow())
                    .isBetween(before.updatedAt(), before.updatedAt().plus(Duration.ofHours(1)));
        } finally {
            TimeZone.setDefault(usual);
        }
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    final void processesInDifferentTimeZonesAgree() {
        final TimeZone usual = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            final JobId id = submit();
            final TestWorker worker = worker();
            final ClaimedJob claimed = worker.claimOne();
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Pago_Pago"));
            final JobStore second = secondStore();

            assertThat(second.find(id)).contains(claimed.job());
            assertThat(second.recover()).isEmpty();
            assertThat(second.prune(Duration.ofHours(1), 10)).isZero();
        } finally {
            TimeZone.setDefault(usual);
        }
    }
}
