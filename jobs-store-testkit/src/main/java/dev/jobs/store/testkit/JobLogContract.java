package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.LogLine;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises of jobs' logs: lines are written under the lease, once, and are read in their order. */
abstract class JobLogContract extends JobLogFixture {
    JobLogContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void linesAreReadInTheirOrder() {
        final ClaimedJob claimed = processing();

        assertThat(store.report(logged(claimed.lease(), 1, "one", "two"))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.report(logged(claimed.lease(), 3, "three"))).isEqualTo(ReportOutcome.APPLIED);

        assertThat(texts(claimed)).containsExactly("one", "two", "three");
        assertThat(numbers(log(claimed))).containsExactly(1L, 2L, 3L);
        assertThat(log(claimed).newest()).isEqualTo(3);
        assertThat(log(claimed).lines()).allMatch(line -> line.attempt() == 1);
    }

    @Test
    final void aLogIsReadPartByPart() {
        final ClaimedJob claimed = processing();
        store.report(logged(claimed.lease(), 1, numbered(1, 25), LogLimits.STANDARD));

        final List<String> read = new ArrayList<>();
        JobLog part = store.log(claimed.job().id(), 0, 10).orElseThrow();
        assertThat(part.lines()).hasSize(10);
        while (!part.lines().isEmpty()) {
            part.lines().forEach(line -> read.add(line.text()));
            assertThat(part.newest()).isEqualTo(25);
            part = store.log(claimed.job().id(), part.last(), 10).orElseThrow();
        }

        assertThat(read).isEqualTo(numbered(1, 25));
        assertThat(part.hasMore()).isFalse();
    }

    @Test
    final void aJobThatHasLoggedNothingHasAnEmptyLogAndAnUnknownOneHasNone() {
        final ClaimedJob claimed = processing();

        assertThat(log(claimed)).isEqualTo(new JobLog(0, List.of(), 0));
        assertThat(store.log(JobId.random(), 0, 10)).isEmpty();
    }

    @Test
    final void whatNoLogCanBeReadWithIsRefused() {
        final JobId id = submit();

        assertThatThrownBy(() -> store.log(id, -1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.log(id, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.log(id, 0, JobLog.LARGEST_PAGE + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void numbersGoOnOverAttempts() {
        final ClaimedJob first = processing();
        store.report(logged(first.lease(), 1, "a", "b"));
        store.report(failed(first.lease(), "again"));
        final ClaimedJob handedBack = worker().claimOne();
        store.report(logged(handedBack.lease(), 1, "c"));
        store.report(released(handedBack.lease()));
        final ClaimedJob last = worker().claimOne();

        store.report(logged(last.lease(), 1, "d"));
        store.report(completed(last.lease(), "1"));

        assertThat(texts(last)).containsExactly("a", "b", "c", "d");
        assertThat(numbers(log(last))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(log(last).lines().stream().map(LogLine::attempt)).containsExactly(1, 1, 2, 2);
    }

    @Test
    final void aRepeatAddsNothingTwice() {
        final ClaimedJob claimed = processing();
        store.report(logged(claimed.lease(), 1, "one", "two", "three"));

        assertThat(store.report(logged(claimed.lease(), 1, "one", "two", "three")))
                .isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.report(logged(claimed.lease(), 2, "two", "three", "four")))
                .isEqualTo(ReportOutcome.APPLIED);

        assertThat(texts(claimed)).containsExactly("one", "two", "three", "four");
    }

    @Test
    final void aRepeatInALaterAttemptAddsNothingTwiceEither() {
        final ClaimedJob first = processing();
        store.report(logged(first.lease(), 1, "of the first", "of the first too"));
        store.report(failed(first.lease(), "again"));
        final ClaimedJob second = worker().claimOne();
        store.report(logged(second.lease(), 1, "of the second"));

        store.report(logged(second.lease(), 1, "of the second", "and more"));

        assertThat(texts(second)).containsExactly("of the first", "of the first too", "of the second", "and more");
    }

    @Test
    final void linesUnderALostLeaseAreRefused() {
        submit();
        final TestWorker lost = worker();
        final ClaimedJob old = lost.claimOne();
        store.report(logged(old.lease(), 1, "in time"));
        lost.vanishes(old.lease());
        store.recover();

        assertThat(store.report(logged(old.lease(), 2, "too late"))).isEqualTo(ReportOutcome.LEASE_LOST);
        Await.until("the job is claimed again", () -> !worker().claim(1).isEmpty());
        assertThat(store.report(logged(old.lease(), 2, "too late"))).isEqualTo(ReportOutcome.LEASE_LOST);

        assertThat(texts(old)).containsExactly("in time");
    }

    @Test
    final void onlyTheHolderOfALeaseLogsUnderIt() {
        final ClaimedJob claimed = processing();
        final TestWorker other = worker();

        assertThat(store.report(logged(inTheHandsOf(other, claimed.lease()), 1, "of another")))
                .isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(logged(notGivenAfter(claimed.lease()), 1, "of nobody")))
                .isEqualTo(ReportOutcome.LEASE_LOST);

        assertThat(texts(claimed)).isEmpty();
    }

    @Test
    final void linesAfterAnEndAreRefused() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));

        assertThat(store.report(logged(claimed.lease(), 1, "too late"))).isEqualTo(ReportOutcome.LEASE_LOST);

        assertThat(texts(claimed)).isEmpty();
    }

    @Test
    final void theLastLinesComeWithTheEndWhereverTheyStandInTheCall() {
        final ClaimedJob claimed = processing();

        final List<ReportOutcome> outcomes = store.report(List.of(
                completed(claimed.lease(), "1"),
                logged(claimed.lease(), 1, "the last words"),
                progressed(claimed.lease(), "saving", 99)));

        assertThat(outcomes).containsOnly(ReportOutcome.APPLIED);
        assertThat(texts(claimed)).containsExactly("the last words");
    }

    @Test
    final void whatIsLoggedWhileAJobIsBeingStoppedIsKept() {
        final ClaimedJob claimed = processing();
        store.cancel(claimed.job().id());

        assertThat(store.report(logged(claimed.lease(), 1, "cleaning up"))).isEqualTo(ReportOutcome.APPLIED);
        store.report(released(claimed.lease()));
        assertThat(store.report(logged(claimed.lease(), 2, "too late"))).isEqualTo(ReportOutcome.LEASE_LOST);

        assertThat(texts(claimed)).containsExactly("cleaning up");
    }

    @Test
    final void linesOfTheLogChangeNothingOfTheJob() {
        final ClaimedJob claimed = processing();
        final Job before = job(claimed);

        store.report(logged(claimed.lease(), 1, "one", "two"));

        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void howFarTheLogsOfManyJobsHaveComeIsToldAtOnce() {
        submit(3);
        final List<ClaimedJob> claimed = worker().claim(3);
        store.report(List.of(
                logged(claimed.get(0).lease(), 1, "one", "two"),
                logged(claimed.get(1).lease(), 5_000, "late")));

        assertThat(store.newestLogLines(List.of(
                        claimed.get(0).job().id(),
                        claimed.get(1).job().id(),
                        claimed.get(2).job().id(),
                        JobId.random())))
                .isEqualTo(Map.of(
                        claimed.get(0).job().id(), 2L,
                        claimed.get(1).job().id(), 5_000L,
                        claimed.get(2).job().id(), 0L));
        assertThat(store.newestLogLines(List.of())).isEmpty();
    }

    @Test
    final void textComesBackAsItWas() {
        final ClaimedJob claimed = processing();
        final List<String> texts = List.of(
                "",
                " ",
                "ä 😀 עברית \\ \\N \\t 'quoted' \"twice\" {} ? :x $1 %s",
                "null",
                "x".repeat(2_000),
                "é".repeat(1_999));

        store.report(logged(claimed.lease(), 1, texts, LogLimits.STANDARD));

        assertThat(texts(claimed)).isEqualTo(texts);
    }

    @Test
    final void aLineWasLoggedAsLongAgoAsItsAgeSays() {
        final ClaimedJob claimed = processing();

        store.report(Report.logged(
                claimed.lease(),
                1,
                List.of(
                        new Report.Logged.Line("an hour ago", Duration.ofHours(1)),
                        new Report.Logged.Line("now", Duration.ZERO),
                        new Report.Logged.Line("ages ago", Duration.ofSeconds(Long.MAX_VALUE))),
                LogLimits.STANDARD));

        final List<Instant> times =
                log(claimed).lines().stream().map(LogLine::at).toList();
        assertThat(Duration.between(times.get(0), times.get(1))).isEqualTo(Duration.ofHours(1));
        assertThat(times.get(1)).isAfterOrEqualTo(job(claimed).startedAt().orElseThrow());
        assertThat(times.get(2)).isBefore(times.get(0));
    }

    @Test
    final void aLogGoesWithItsJob() {
        final ClaimedJob gone = processing();
        store.report(List.of(logged(gone.lease(), 1, "one"), completed(gone.lease(), "1")));
        final ClaimedJob kept = processing();
        store.report(logged(kept.lease(), 1, "one"));

        pruneAll(1);

        assertThat(store.log(gone.job().id(), 0, 10)).isEmpty();
        assertThat(texts(kept)).containsExactly("one");
    }

    @Test
    final void twoReportsOfLinesUnderOneLeaseInOneCallAreRefused() {
        final ClaimedJob claimed = processing();

        assertThatThrownBy(() ->
                        store.report(List.of(logged(claimed.lease(), 1, "one"), logged(claimed.lease(), 2, "two"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(texts(claimed)).isEmpty();
    }

    @Test
    final void linesOfManyAttemptsAreToldApart() {
        final ClaimedJob first = processing();
        ClaimedJob current = first;
        for (int i = 1; i <= 20; i++) {
            store.report(List.of(logged(current.lease(), 1, "attempt " + i), released(current.lease())));
            current = worker().claimOne();
        }

        assertThat(texts(first).stream().collect(Collectors.joining(", ")))
                .startsWith("attempt 1, attempt 2, ")
                .endsWith(", attempt 20");
        assertThat(numbers(log(first)))
                .isEqualTo(IntStream.rangeClosed(1, 20).asLongStream().boxed().toList());
    }
}
