package dev.jobs.store.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jobs.Backoff;
import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Forecast.BusyWorker;
import dev.jobs.store.support.Forecast.RunningJob;
import dev.jobs.store.support.LimitedForecast.KeyState;
import dev.jobs.store.support.LimitedForecast.WaitingJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Estimates under limits and pauses, by jobs that take a minute each. */
class LimitedForecastTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final String KEY = "encoder";
    private static final String OTHER_KEY = "user:ann";
    private static final Limit TWICE = Limit.atOnce(KEY, 2);
    private static final Limit OTHER_LIMIT = Limit.atOnce(OTHER_KEY, 1);

    private final Map<String, KeyState> states = new HashMap<>();

    /** What runs takes no slot of these: they are another worker's. */
    private static Forecast slots(final int slots) {
        return new Forecast(
                NOW, Map.of("ingest", lasted(60)), List.of(new BusyWorker(worker(slots, "ingest"), List.of())));
    }

    private static WorkerProfile worker(final int slots, final String... types) {
        return WorkerProfile.builder("test")
                .types(Set.of(types))
                .queues(Set.of("default"))
                .slots(slots)
                .build();
    }

    private static RecentDurations lasted(final long seconds) {
        return new RecentDurations(Collections.nCopies(10, Duration.ofSeconds(seconds)));
    }

    private static Job job(final String... keys) {
        return new Job(
                JobId.random(),
                JobRequest.storedBuilder("ingest")
                        .storedPayload("{}")
                        .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                        .limitKeys(keys)
                        .build(),
                JobState.builder(NOW.minusSeconds(3_600))
                        .status(JobStatus.PENDING)
                        .dueAt(NOW)
                        .updatedAt(NOW)
                        .build());
    }

    private static List<WaitingJob> ahead(final int count, final String... keys) {
        return Stream.generate(
                        () -> new WaitingJob(JobId.random(), "default", "ingest", Optional.empty(), Set.of(keys)))
                .limit(count)
                .toList();
    }

    /** Lets jobs of the key run since so many seconds. */
    private void running(final long... seconds) {
        final Map<JobId, RunningJob> processing = new HashMap<>();
        for (final long ago : seconds) {
            processing.put(JobId.random(), new RunningJob("ingest", NOW.minusSeconds(ago)));
        }
        states.put(KEY, new KeyState(new KeyUse(seconds.length, Instant.EPOCH), processing));
    }

    private Optional<Long> secondsToStart(
            final Forecast forecast,
            final List<Limit> limits,
            final List<Pause> pauses,
            final Job job,
            final List<WaitingJob> ahead) {
        return new LimitedForecast(
                        forecast,
                        LimitSet.of(limits),
                        PauseSet.of(pauses),
                        key -> states.getOrDefault(key, KeyState.NONE))
                .estimate(job, NOW, ahead)
                .flatMap(Estimate::startAt)
                .map(start -> Duration.between(NOW, start).toSeconds());
    }

    private Optional<Long> limited(final int slots, final Limit limit, final List<WaitingJob> ahead) {
        return limited(slots, List.of(limit), ahead);
    }

    private Optional<Long> limited(final int slots, final List<Limit> limits, final List<WaitingJob> ahead) {
        return secondsToStart(slots(slots), limits, List.of(), job(KEY), ahead);
    }

    private Optional<Long> paused(final int slots, final Pause pause, final List<WaitingJob> ahead) {
        return secondsToStart(slots(slots), List.of(), List.of(pause), job(KEY), ahead);
    }

    private static Pause pause(final PauseTarget target, final long seconds) {
        return Pause.builder(target, NOW.minusSeconds(1))
                .until(NOW.plusSeconds(seconds))
                .build();
    }

    @Test
    void aJobStartsWhenTheTurnOfItsKeyComesToIt() {
        running(50, 20);

        assertThat(limited(9, TWICE, ahead(0, KEY))).contains(10L);
        assertThat(limited(9, TWICE, ahead(1, KEY))).contains(40L);
        assertThat(limited(9, TWICE, ahead(2, KEY)).orElseThrow()).isCloseTo(70L, within(5L));
        assertThat(limited(9, TWICE, ahead(20, KEY)).orElseThrow()).isCloseTo(610L, within(40L));
    }

    @Test
    void aJobStartsWhenASlotComesToItThatIsLaterThanItsKey() {
        running(50, 20);

        assertThat(limited(1, TWICE, ahead(9)).orElseThrow()).isCloseTo(540L, within(30L));
    }

    @Test
    void whatHasStartedSinceItWasSeenToWaitIsNotAheadAnyMore() {
        final List<WaitingJob> ahead = ahead(1, KEY);
        states.put(
                KEY,
                new KeyState(
                        new KeyUse(1, Instant.EPOCH),
                        Map.of(ahead.get(0).id(), new RunningJob("ingest", NOW.minusSeconds(10)))));

        assertThat(limited(9, Limit.atOnce(KEY, 1), ahead)).contains(50L);
    }

    @Test
    void permitsThatCannotBeForeseenGiveNoEstimate() {
        running(50, 20);
        assertThat(limited(9, Limit.atOnce(KEY, 1), List.of()))
                .as("a lowered limit")
                .isEmpty();

        running();
        assertThat(limited(9, Limit.atOnce(KEY, 0), List.of())).as("never").isEmpty();
        states.put(KEY, new KeyState(new KeyUse(1, Instant.EPOCH), Map.of()));
        assertThat(limited(9, TWICE, List.of())).as("one is being stopped").isEmpty();
    }

    @Test
    void aRateGivesOneStartAfterTheOther() {
        final Limit rate = Limit.builder(KEY).starts(1, Duration.ofMinutes(1)).build();
        states.put(KEY, new KeyState(new KeyUse(0, NOW.plusSeconds(30)), Map.of()));

        assertThat(limited(9, rate, ahead(0, KEY))).contains(30L);
        assertThat(limited(9, rate, ahead(1, KEY))).contains(90L);
        assertThat(limited(9, rate, ahead(9, KEY)).orElseThrow()).isCloseTo(570L, within(30L));
    }

    @Test
    void aRateOfShortIntervalsThatLosesWhatComesLateSaysNothingBehindOthers() {
        final Limit rate = Limit.builder(KEY).starts(10, Duration.ofSeconds(1)).build();

        assertThat(limited(9, rate, ahead(0, KEY))).isPresent();
        assertThat(limited(9, rate, ahead(1, KEY))).isEmpty();
    }

    @Test
    void aPausedJobStartsAfterItsPauseInItsPlaceAmongThoseThatItHolds() {
        final Pause pause = pause(PauseTarget.queue("default"), 600);

        assertThat(paused(2, pause, List.of())).contains(600L);
        assertThat(paused(2, pause, ahead(10)).orElseThrow()).isCloseTo(900L, within(60L));
    }

    @Test
    void aPauseThatHasEndedSinceItWasLookedUpHoldsNothing() {
        assertThat(paused(2, pause(PauseTarget.limitKey(KEY), 0), ahead(10)).orElseThrow())
                .isCloseTo(300L, within(30L));
    }

    @Test
    void thoseAheadThatThePauseDoesNotHoldAreDoneByItsEndOrNobodyKnows() {
        final Pause pause = pause(PauseTarget.limitKey(KEY), 600);

        assertThat(paused(2, pause, ahead(10))).contains(600L);
        assertThat(paused(2, pause, ahead(100))).isEmpty();
    }

    @Test
    void jobsAheadThatAreKeptBackAreNoMatterWhereTheyMakeNoDifference() {
        running(10, 0);

        assertThat(limited(9, List.of(TWICE, OTHER_LIMIT), ahead(3, OTHER_KEY))).contains(50L);
        assertThat(limited(1, List.of(TWICE, OTHER_LIMIT), ahead(3, OTHER_KEY))).isEmpty();
    }

    @Test
    void aJobAheadOfTheSameKeyThatSomethingElseMayKeepBackLeavesNoEstimate() {
        running(10, 0);

        assertThat(limited(9, List.of(TWICE, OTHER_LIMIT), ahead(1, KEY, OTHER_KEY)))
                .isEmpty();
        assertThat(limited(9, List.of(TWICE, Limit.atOnce("user:*", 1)), ahead(1, KEY, OTHER_KEY)))
                .as("a limit for each key with a beginning")
                .isEmpty();
        assertThat(secondsToStart(
                        slots(9),
                        List.of(TWICE),
                        List.of(pause(PauseTarget.limitKey(OTHER_KEY), 600)),
                        job(KEY),
                        ahead(1, KEY, OTHER_KEY)))
                .as("a pause of a key without a limit")
                .isEmpty();
    }

    @Test
    void aKeyWithoutALimitOfJobsAheadMakesNoDifference() {
        running(50, 20);

        assertThat(limited(9, TWICE, ahead(1, KEY, OTHER_KEY))).contains(40L);
        assertThat(limited(1, TWICE, ahead(9, OTHER_KEY))).isEqualTo(limited(1, TWICE, ahead(9)));
    }

    @Test
    void jobsAheadOfSeveralTypesCountEachWithWhatItsOwnTypeTakes() {
        final WaitingJob preview = new WaitingJob(JobId.random(), "default", "preview", Optional.empty(), Set.of(KEY));
        final Forecast both = new Forecast(
                NOW,
                Map.of("ingest", lasted(60), "preview", lasted(10)),
                List.of(new BusyWorker(worker(9, "ingest", "preview"), List.of())));
        running(50);

        assertThat(secondsToStart(
                                both,
                                List.of(Limit.atOnce(KEY, 1)),
                                List.of(),
                                job(KEY),
                                List.of(preview, ahead(1, KEY).get(0)))
                        .orElseThrow())
                .isCloseTo(80L, within(10L));
    }

    @Test
    void aPauseWithoutAnEndIsTakenAsStayingForThoseAhead() {
        final Pause endless =
                Pause.builder(PauseTarget.limitKey(OTHER_KEY), NOW).build();
        running(10, 0);

        assertThat(secondsToStart(slots(9), List.of(TWICE), List.of(endless), job(KEY), ahead(1, KEY, OTHER_KEY)))
                .contains(50L);
        assertThat(secondsToStart(slots(9), List.of(), List.of(endless), job(OTHER_KEY), List.of()))
                .isEmpty();
    }

    @Test
    void withoutAWorkerThereIsNone() {
        running(10, 0);

        assertThat(secondsToStart(Forecast.NONE, List.of(TWICE), List.of(), job(KEY), List.of()))
                .isEmpty();
    }
}
