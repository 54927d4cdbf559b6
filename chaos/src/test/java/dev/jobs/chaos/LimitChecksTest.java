package dev.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.chaos.ChaosEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shows that an exceeded limit or rate and a start under a pause would be found, and that what is allowed would not. */
class LimitChecksTest {
    private static final String KEY = "key-2";

    private final List<ChaosEvent> events = new ArrayList<>();
    private String key = KEY;

    @Test
    void asManyAttemptsAsTheLimitAllowsBreakNothing() {
        setLimit(2);
        begin("job-1", now());
        begin("job-2", now());
        end("job-1");
        begin("job-3", now());

        assertThat(findings().broken()).isEmpty();
        assertThat(findings().limits().mostAtOnce()).isEqualTo(2);
    }

    @Test
    void oneAttemptMoreThanTheLimitAllowsIsFound() {
        setLimit(1);
        begin("job-1", now());
        begin("job-2", now());

        assertThat(findings().broken()).singleElement().asString().contains(KEY, "2 attempts", "1 were allowed");
    }

    @Test
    void childrenOfMoreAttemptsThanTheLimitAllowsAreFoundThoughTheirHandlersHaveEnded() {
        setLimit(1);
        begin("job-1", now());
        end("job-1");
        begin("job-2", now());
        happens("chaos", Kind.CHILDREN_ALIVE, ChaosEvent.NO_JOB, "job-1#1,job-2#1");

        assertThat(findings().broken()).singleElement().asString().contains("2 attempts");
    }

    @Test
    void aLoweredLimitStopsNothingThatRunsButLetsNoneStart() {
        setLimit(2);
        begin("job-1", now());
        begin("job-2", now());
        setLimit(1);
        happens("chaos", Kind.CHILDREN_ALIVE, ChaosEvent.NO_JOB, "job-1#1,job-2#1");
        assertThat(findings().broken()).isEmpty();
        end("job-1");
        begin("job-3", now());

        assertThat(findings().broken()).singleElement().asString().contains("job-2#1", "job-3#1");
    }

    @Test
    void aClaimThatWasUnderWayWhileTheLimitWasLoweredMayHaveComeFirst() {
        setLimit(2);
        begin("job-1", now());
        final long sent = now();
        setLimit(1);
        begin("job-2", sent);

        assertThat(findings().broken()).isEmpty();
    }

    @Test
    void theLimitThatAStandbyKnewIsInForceAfterIt() {
        setLimit(1);
        setLimit(2);
        happens("chaos", Kind.KNOWN_LIMIT, ChaosEvent.NO_JOB, KEY + " 1");
        happens("chaos", Kind.FAILED_OVER, ChaosEvent.NO_JOB, "worker");
        begin("job-1", now());
        begin("job-2", now());

        assertThat(findings().broken()).singleElement().asString().contains("1 were allowed");
    }

    @Test
    void aChangeThatIsAnsweredAfterAFailoverIsInForce() {
        setLimit(1);
        happens("chaos", Kind.LIMIT_SENT, ChaosEvent.NO_JOB, KEY + " 2");
        happens("chaos", Kind.KNOWN_LIMIT, ChaosEvent.NO_JOB, KEY + " 1");
        happens("chaos", Kind.FAILED_OVER, ChaosEvent.NO_JOB, "worker");
        happens("chaos", Kind.LIMIT_SET, ChaosEvent.NO_JOB, KEY + " 2");
        begin("job-1", now());
        begin("job-2", now());
        assertThat(findings().broken()).isEmpty();
        begin("job-3", now());

        assertThat(findings().broken()).singleElement().asString().contains("2 were allowed");
    }

    @Test
    void workOfAFrozenWorkerIsCountedApart() {
        setLimit(1);
        begin("job-1", now());
        happens("chaos", Kind.WORKER_FROZEN, ChaosEvent.NO_JOB, "worker");
        happens("chaos", Kind.WORKER_THAWED, ChaosEvent.NO_JOB, "worker");
        begin("other", "job-2", now(), "-");

        assertThat(findings().broken()).isEmpty();
        assertThat(findings().limits().aboveInLostWorkers()).isEqualTo(1);
    }

    @Test
    void oneStartMoreThanTheRateAllowsIsFound() {
        key = ChaosKeys.rated().get(0);
        final int burst = ChaosKeys.rate().burst();
        for (int i = 0; i < burst; i++) {
            begin("job-" + i, now());
        }
        assertThat(findings().broken()).isEmpty();
        begin("job-" + burst, now());

        assertThat(findings().broken()).singleElement().asString().contains((burst + 1) + " starts");
    }

    @Test
    void aJumpOfTheClockEndsTheWindowOfARate() {
        key = ChaosKeys.rated().get(0);
        for (int i = 0; i < ChaosKeys.rate().burst(); i++) {
            begin("job-" + i, now());
        }
        happens("chaos", Kind.CLOCK_JUMPED, ChaosEvent.NO_JOB, "10000");
        happens("chaos", Kind.CLOCK_HAS_JUMPED, ChaosEvent.NO_JOB, "");
        begin("job-9", now());

        assertThat(findings().broken()).isEmpty();
    }

    @Test
    void aStartOfAPausedKeyOrOwnerIsFound() {
        happens("chaos", Kind.PAUSED, ChaosEvent.NO_JOB, "limit_key " + KEY + " " + Long.MAX_VALUE);
        happens("chaos", Kind.PAUSED, ChaosEvent.NO_JOB, "owner ann " + Long.MAX_VALUE);
        begin("job-1", now());
        begin("other", "job-2", now(), "ann");

        assertThat(findings().broken())
                .filteredOn(each -> each.contains("paused"))
                .hasSize(3)
                .anyMatch(each -> each.contains("limit_key"))
                .anyMatch(each -> each.contains("owner"));
    }

    @Test
    void aStartBeforeAPauseAfterItsResumeOrItsEndIsNotHeldAgainstIt() {
        final long sent = now();
        happens("chaos", Kind.PAUSED, ChaosEvent.NO_JOB, "limit_key " + KEY + " " + Long.MAX_VALUE);
        begin("job-1", sent);
        happens("chaos", Kind.RESUME_SENT, ChaosEvent.NO_JOB, "limit_key " + KEY);
        begin("job-2", now());
        happens("chaos", Kind.PAUSED, ChaosEvent.NO_JOB, "limit_key " + KEY + " " + now());
        begin("job-3", now());

        assertThat(findings().broken()).noneMatch(each -> each.contains("paused"));
    }

    @Test
    void aPauseThatAFailoverLostIsOverAndOneThatTheStandbyKnewHolds() {
        happens("chaos", Kind.PAUSED, ChaosEvent.NO_JOB, "limit_key " + KEY + " " + Long.MAX_VALUE);
        happens("chaos", Kind.PAUSED, ChaosEvent.NO_JOB, "owner ann " + Long.MAX_VALUE);
        happens("chaos", Kind.KNOWN_PAUSE, ChaosEvent.NO_JOB, "owner ann " + Long.MAX_VALUE);
        happens("chaos", Kind.FAILED_OVER, ChaosEvent.NO_JOB, "worker,other");
        begin("worker", "job-1", now(), "ann");

        assertThat(findings().broken())
                .filteredOn(each -> each.contains("paused"))
                .singleElement()
                .asString()
                .contains("owner ann");
    }

    private void setLimit(final int atOnce) {
        happens("chaos", Kind.LIMIT_SENT, ChaosEvent.NO_JOB, KEY + " " + atOnce);
        happens("chaos", Kind.LIMIT_SET, ChaosEvent.NO_JOB, KEY + " " + atOnce);
    }

    /** A claim of one lease of the job, sent then, and its handler's first line; the store's clock is the log's. */
    private void begin(final String job, final long sent) {
        begin("worker", job, sent, "-");
    }

    private void begin(final String worker, final String job, final long sent, final String owner) {
        happens(worker, Kind.CLAIMED, job, sent + " " + now() + " " + owner + " " + key);
        happens(worker, Kind.BEGUN, job, "1 3 1 0");
    }

    private void end(final String job) {
        happens("worker", Kind.ENDED, job, "");
    }

    private long now() {
        return events.size() * 1_000L;
    }

    private void happens(final String source, final Kind kind, final String job, final String detail) {
        events.add(new ChaosEvent(now(), source, kind, job, job.equals(ChaosEvent.NO_JOB) ? 0 : 1, detail));
    }

    private Findings findings() {
        return new Checks(events, Map.of()).findings(List.of());
    }
}
