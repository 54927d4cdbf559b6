package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises to those who log while somebody else takes the job away, ends it, or logs the same. */
abstract class JobLogRaceContract extends RaceFixture {
    JobLogRaceContract(final JobStoreContract contract) {
        super(contract);
    }

    private JobLog log(final JobId id) {
        return store.log(id, 0, JobLog.LARGEST_PAGE).orElseThrow();
    }

    private List<String> texts(final JobId id) {
        return log(id).lines().stream().map(LogLine::text).toList();
    }

    @Test
    final void linesAgainstTheRecoveryOfTheirWorker() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob old = lost();
            final JobId id = old.job().id();

            final var answers =
                    Threads.race(() -> store.report(JobLogFixture.logged(old.lease(), 1, "of the first")), () -> {
                        final var unused = recovered(id);
                        final List<ClaimedJob> next = worker().claim(1);
                        next.forEach(claimed -> store.report(
                                JobLogFixture.logged(claimed.lease(), 1, "of the second", "of the second too")));
                        return next;
                    });

            final List<String> second =
                    answers.second().isEmpty() ? List.of() : List.of("of the second", "of the second too");
            if (answers.first() == ReportOutcome.APPLIED) {
                assertThat(texts(id)).first().isEqualTo("of the first");
                assertThat(texts(id)).hasSize(1 + second.size()).endsWith(second.toArray(new String[0]));
            } else {
                assertThat(answers.first()).isEqualTo(ReportOutcome.LEASE_LOST);
                assertThat(texts(id)).isEqualTo(second);
            }
            assertThat(log(id).newest()).isEqualTo(log(id).lines().size());
        });
    }

    @Test
    final void linesAgainstTheEndOfTheirAttempt() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final JobId id = claimed.job().id();

            final var answers = Threads.race(
                    () -> store.report(JobLogFixture.logged(claimed.lease(), 1, "one")),
                    () -> store.report(completed(claimed.lease(), "1")));

            assertThat(answers.second()).isEqualTo(ReportOutcome.APPLIED);
            assertThat(texts(id)).isEqualTo(answers.first() == ReportOutcome.APPLIED ? List.of("one") : List.of());
        });
    }

    @Test
    final void linesAgainstTheSameLines() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final Report lines = JobLogFixture.logged(claimed.lease(), 1, "one", "two", "three");

            final var answers = Threads.race(
                    () -> store.report(lines),
                    () -> store.report(JobLogFixture.logged(claimed.lease(), 1, "one", "two", "three", "four")));

            assertThat(List.of(answers.first(), answers.second())).containsOnly(ReportOutcome.APPLIED);
            assertThat(texts(claimed.job().id())).containsExactly("one", "two", "three", "four");
            store.report(failedForGood(claimed.lease(), "over"));
        });
    }

    @Test
    final void linesAgainstThePruningOfTheirJob() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final JobId id = claimed.job().id();

            final var answers =
                    Threads.race(() -> store.report(JobLogFixture.logged(claimed.lease(), 1, "one")), () -> {
                        store.report(completed(claimed.lease(), "1"));
                        return store.prune(Duration.ZERO, 1_000);
                    });

            assertThat(answers.first()).isIn(ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
            assertThat(store.log(id, 0, 10).isPresent())
                    .isEqualTo(store.find(id).isPresent());
        });
    }
}
