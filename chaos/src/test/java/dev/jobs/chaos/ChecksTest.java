package dev.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.chaos.ChaosEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shows that what the run is there to find would be found. */
class ChecksTest {
    private static final String JOB = "0193e8a1-7c00-7abc-8def-0123456789ab";

    private final List<ChaosEvent> events = new ArrayList<>();

    @Test
    void aStoryWithoutFaultBreaksNothing() {
        claimAndBegin("worker-1", 1);
        happens("worker-1", Kind.ENDED, 1, "");
        happens("worker-1", Kind.SENT, 1, "Completed");
        happens("worker-1", Kind.ANSWERED, 1, "Completed APPLIED");

        assertThat(findings().broken()).isEmpty();
    }

    @Test
    void theTimeFromALimitToTheEndIsMeasured() {
        happens("worker-1", Kind.CLAIMED, 1, "");
        happens("worker-1", Kind.BEGUN, 1, "1 3 1 2");
        happens("worker-1", Kind.ANSWERED, 1, "Logged APPLIED");
        happens("worker-1", Kind.ANSWERED, 1, "Progressed APPLIED");
        happens("worker-1", Kind.ENDED, 1, "");
        happens("worker-1", Kind.SENT, 1, "TimedOut");

        assertThat(findings().times().limitToEnd())
                .as("four milliseconds after the begin, two after the limit")
                .isEqualTo(new Delays(1, 2_000, 2_000));
    }

    @Test
    void aJobThatNeverFinishedIsLost() {
        happens("chaos", Kind.SUBMITTED, 0, "3");

        assertThat(findings().lost()).isEqualTo(1);
        assertThat(findings().isClean()).isFalse();
    }

    @Test
    void aWriteThatWasAcceptedUnderAnOldLeaseIsFound() {
        claimAndBegin("worker-1", 1);
        happens("worker-1", Kind.ENDED, 1, "");
        happens("worker-2", Kind.CLAIMED, 2, "");
        happens("worker-1", Kind.SENT, 1, "Completed");
        happens("worker-1", Kind.ANSWERED, 1, "Completed APPLIED");

        assertThat(findings().leasesOverlapping()).isEqualTo(1);
    }

    @Test
    void aWriteThatWasRefusedOrSentBeforeTheNextClaimIsNone() {
        claimAndBegin("worker-1", 1);
        happens("worker-1", Kind.ENDED, 1, "");
        happens("worker-1", Kind.SENT, 1, "Progressed");
        happens("worker-2", Kind.CLAIMED, 2, "");
        happens("worker-1", Kind.ANSWERED, 1, "Progressed APPLIED");
        happens("worker-1", Kind.SENT, 1, "Completed");
        happens("worker-1", Kind.ANSWERED, 1, "Completed LEASE_LOST");

        assertThat(findings().leasesOverlapping()).isZero();
    }

    @Test
    void aJobThatWasCompletedAndCancelledEndedTwice() {
        claimAndBegin("worker-1", 1);
        happens("worker-1", Kind.ENDED, 1, "");
        happens("chaos", Kind.CANCELLED, 0, "");
        happens("worker-1", Kind.ANSWERED, 1, "Completed APPLIED");

        assertThat(findings().endedTwice()).isEqualTo(1);
    }

    @Test
    void aProcessThatWasAliveWhenItsLeaseWasReportedOrTheNextBeganIsFound() {
        claimAndBegin("worker-1", 1);
        happens("worker-1", Kind.ENDED, 1, "");
        happens("worker-1", Kind.STILL_ALIVE, 1, "report 4711");
        claimAndBegin("worker-2", 2);
        happens("worker-2", Kind.STILL_ALIVE, 2, "begin 1");

        assertThat(findings().broken()).hasSize(2);
        assertThat(findings().work().overlapping()).isEqualTo(1);
    }

    @Test
    void workThatGoesOnInAWorkerThatWasFrozenIsCountedApart() {
        claimAndBegin("worker-1", 1);
        happens("chaos", Kind.WORKER_FROZEN, 0, "worker-1");
        claimAndBegin("worker-2", 2);
        happens("worker-2", Kind.STILL_ALIVE, 2, "begin 1");
        happens("chaos", Kind.WORKER_THAWED, 0, "worker-1");

        assertThat(findings().work().overlapping()).isZero();
        assertThat(findings().work().overlappingInFrozenWorkers()).isEqualTo(2);
        assertThat(findings().isClean()).isTrue();
    }

    @Test
    void whatAFailoverLostIsNeitherLostByUsNorDoneTwice() {
        happens("chaos", Kind.SUBMITTED, 0, "3");
        claimAndBegin("worker-1", 7);
        happens("worker-1", Kind.ENDED, 7, "");
        happens("worker-1", Kind.SENT, 7, "Completed");
        happens("worker-1", Kind.ANSWERED, 7, "Completed APPLIED");
        happens("chaos", Kind.CANCELLED, 0, "");
        failOver("worker-1", Optional.of(3L));
        claimAndBegin("worker-2", 5);
        happens("worker-2", Kind.ENDED, 5, "");
        happens("worker-2", Kind.SENT, 5, "Completed");
        happens("worker-2", Kind.ANSWERED, 5, "Completed APPLIED");

        assertThat(findings().broken()).isEmpty();
        assertThat(findings().losses()).isEqualTo(new Findings.Losses(0, 1));
    }

    @Test
    void anAnswerOfALostDatabaseThatIsWrittenDownLateIsLostToo() {
        claimAndBegin("worker-1", 7);
        happens("worker-1", Kind.ENDED, 7, "");
        happens("worker-1", Kind.SENT, 7, "Completed");
        failOver("worker-1", Optional.of(3L));
        happens("worker-1", Kind.ANSWERED, 7, "Completed APPLIED");
        claimAndBegin("worker-2", 5);
        happens("worker-2", Kind.ENDED, 5, "");
        happens("worker-2", Kind.SENT, 5, "Completed");
        happens("worker-2", Kind.ANSWERED, 5, "Completed APPLIED");

        assertThat(findings().broken()).isEmpty();
    }

    @Test
    void anAnswerToWhatWasSentBeforeAFailoverCountsForNeitherDatabase() {
        claimAndBegin("worker-1", 7);
        happens("worker-1", Kind.ENDED, 7, "");
        happens("worker-1", Kind.SENT, 7, "Completed");
        failOver("worker-1", Optional.of(7L));
        happens("worker-1", Kind.ANSWERED, 7, "Completed APPLIED");
        claimAndBegin("worker-2", 8);
        happens("worker-2", Kind.ENDED, 8, "");
        happens("worker-2", Kind.SENT, 8, "Completed");
        happens("worker-2", Kind.ANSWERED, 8, "Completed APPLIED");

        assertThat(findings().endedTwice()).isZero();
    }

    @Test
    void aJobOfWhichTheStandbyKnewNothingIsCountedApart() {
        happens("chaos", Kind.SUBMITTED, 0, "3");
        failOver("worker-1", Optional.empty());

        assertThat(findings().isClean()).isTrue();
        assertThat(findings().losses()).isEqualTo(new Findings.Losses(1, 0));
    }

    @Test
    void aReportThatIsTakenUnderALeaseThatAFailoverLostIsFound() {
        claimAndBegin("worker-1", 7);
        failOver("worker-1", Optional.of(3L));
        happens("worker-1", Kind.ENDED, 7, "");
        happens("worker-1", Kind.SENT, 7, "Failed");
        happens("worker-1", Kind.ANSWERED, 7, "Failed APPLIED");

        assertThat(findings().broken()).singleElement().asString().contains("lease 7");
    }

    @Test
    void workThatGoesOnAfterAFailoverIsFoundUnlessNoStandbyKnewItsWorker() {
        claimAndBegin("worker-1", 7);
        claimAndBegin("worker-2", 8);
        happens("worker-2", Kind.ENDED, 8, "");
        failOver("worker-2", Optional.of(3L));
        claimAndBegin("worker-2", 5);

        assertThat(findings().work()).isEqualTo(new Findings.Work(1, 0, 1));
    }

    /** These workers are known, and the job under this lease, if at all. */
    private void failOver(final String workers, final Optional<Long> lease) {
        lease.ifPresent(number -> happens("chaos", Kind.KNOWN, number, "pending"));
        events.add(new ChaosEvent(events.size() * 1_000L, "chaos", Kind.FAILED_OVER, ChaosEvent.NO_JOB, 0, workers));
    }

    @Test
    void moreHandlersThanSlotsAndMoreAttemptsThanAllowedAreFound() {
        happens("worker-1", Kind.CLAIMED, 1, "");
        happens("worker-1", Kind.BEGUN, 1, "4 3 " + (ChaosSettings.SLOTS + 1) + " 0");

        assertThat(findings().broken()).hasSize(2);
    }

    @Test
    void aProcessThatIsLeftOverIsFound() {
        final Findings findings = new Checks(events, Map.of()).findings(List.of(4711L));

        assertThat(findings.broken()).singleElement().asString().contains("4711");
    }

    @Test
    void theScheduleFollowsFromTheSeed() {
        final ChaosSettings settings = ChaosSettings.of(List.of("--seed", "7", "--minutes", "10"));

        assertThat(Fault.schedule(settings))
                .isEqualTo(Fault.schedule(settings))
                .isNotEqualTo(Fault.schedule(ChaosSettings.of(List.of("--seed", "8", "--minutes", "10"))));
    }

    private void claimAndBegin(final String worker, final long lease) {
        happens(worker, Kind.CLAIMED, lease, "");
        happens(worker, Kind.BEGUN, lease, "1 3 1 0");
    }

    private void happens(final String source, final Kind kind, final long lease, final String detail) {
        events.add(new ChaosEvent(events.size() * 1_000L, source, kind, JOB, lease, detail));
    }

    private Findings findings() {
        return new Checks(events, Map.of()).findings(List.of());
    }
}
