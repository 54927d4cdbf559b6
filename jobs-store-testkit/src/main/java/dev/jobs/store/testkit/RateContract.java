package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The promises of rates: no more jobs of a limit key start in a period than its limit allows. */
abstract class RateContract extends LimitFixture {
    RateContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void noMoreStartInAPeriodThanARateAllows() {
        store.setLimit(Limit.builder(KEY)
                .rate(new StartRate(2, Duration.ofHours(1), 3))
                .build());
        final List<JobId> ids = submitLimited(6, KEY);
        final JobId behind = submit();
        final TestWorker worker = worker();

        final List<ClaimedJob> claimed = worker.claim(10);

        assertThat(ids(claimed)).containsExactly(ids.get(0), ids.get(1), ids.get(2), behind);
        claimed.forEach(this::complete);
        assertThat(worker.claim(10)).as("an end gives no start back").isEmpty();
        final Waiting waiting = waiting(ids.get(3));
        assertThat(waiting.reason()).isEqualTo(WaitReason.RATE_LIMITED);
        assertThat(waiting.waitUntil().orElseThrow())
                .isBetween(
                        job(claimed.get(0)).startedAt().orElseThrow().plusSeconds(1_799),
                        job(claimed.get(2)).startedAt().orElseThrow().plusSeconds(1_801));
    }

    @Test
    final void aRateLetsJobsStartOneByOneByTheStoresClock() {
        final Duration interval = Duration.ofMillis(150);
        store.setLimit(Limit.builder(KEY).starts(1, interval).build());
        final List<JobId> ids = submitLimited(4, KEY);
        final TestWorker worker = worker();
        final List<JobId> started = new ArrayList<>();

        Await.until("all have started", () -> {
            started.addAll(ids(worker.claim(10)));
            return started.size() == ids.size();
        });

        assertThat(started).isEqualTo(ids);
        final List<Instant> starts =
                ids.stream().map(id -> job(id).startedAt().orElseThrow()).toList();
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i)).isAfterOrEqualTo(starts.get(i - 1).plus(interval));
        }
    }

    @Test
    final void workersAreToldWhenARateAllowsTheNextStart() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofMillis(300)).build());
        submitLimited(2, KEY);
        final TestWorker worker = worker();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        assertThat(worker.claim(10)).hasSize(1);
        store.subscribe(heard::add);
        Await.until("the next has started, or is awaited", () -> {
            if (signals()) {
                return heard.contains(new JobSignal.Claimable(QUEUE, TYPE));
            }
            return !worker.claim(10).isEmpty();
        });
    }

    @Test
    final void aFasterRateDoesNotWaitForTheSlowerOne() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofDays(1)).build());
        submitLimited(3, KEY);
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).hasSize(1);
        assertThat(worker.claim(10)).isEmpty();

        store.setLimit(Limit.builder(KEY).starts(1_000, Duration.ofSeconds(1)).build());

        final List<ClaimedJob> claimed = new ArrayList<>();
        Await.until("the others start", () -> {
            claimed.addAll(worker.claim(10));
            return claimed.size() == 2;
        });
    }
}
