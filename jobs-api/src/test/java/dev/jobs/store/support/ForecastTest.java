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
import dev.jobs.Release;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.support.Forecast.BusyWorker;
import dev.jobs.store.support.Forecast.JobsAhead;
import dev.jobs.store.support.Forecast.RunningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final RecentDurations MINUTE = lasting(60, 10);
    private static final RecentDurations SECOND = lasting(1, 10);
    private static final Map<String, RecentDurations> KNOWN = Map.of("ingest", MINUTE, "preview", SECOND);

    private static RecentDurations lasting(final long seconds, final int count) {
        return new RecentDurations(Collections.nCopies(count, Duration.ofSeconds(seconds)));
    }

    private static WorkerProfile profile(final Set<String> queues, final Set<String> types, final int slots) {
        return WorkerProfile.builder("test")
                .types(types)
                .queues(queues)
                .slots(slots)
                .build();
    }

    /** A worker for all types of one queue, each of whose slots has run an "ingest" for so many seconds. */
    private static BusyWorker busy(final int slots, final long... secondsAgo) {
        return new BusyWorker(
                profile(Set.of("default"), Set.of("ingest", "preview", "new"), slots),
                Arrays.stream(secondsAgo)
                        .mapToObj(ago -> new RunningJob("ingest", NOW.minusSeconds(ago)))
                        .toList());
    }

    private static Forecast outlook(final BusyWorker... workers) {
        return new Forecast(NOW, KNOWN, List.of(workers));
    }

    private static Job job(final String type, final JobStatus status, final Instant dueAt, final Instant startedAt) {
        final boolean pending = status == JobStatus.PENDING;
        return new Job(
                JobId.random(),
                JobRequest.storedBuilder(type)
                        .storedPayload("{}")
                        .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                        .build(),
                JobState.builder(NOW.minusSeconds(3_600))
                        .status(status)
                        .attempt(pending ? 0 : 1)
                        .release(status == JobStatus.CANCELLED ? Optional.of(Release.CONFIRMED) : Optional.empty())
                        .dueAt(dueAt)
                        .updatedAt(NOW.minusSeconds(1))
                        .startedAt(pending ? Optional.empty() : Optional.of(startedAt))
                        .finishedAt(status.isTerminal() ? Optional.of(NOW) : Optional.empty())
                        .build());
    }

    private static Job pending(final String type) {
        return job(type, JobStatus.PENDING, NOW, NOW);
    }

    private static Job processing(final String type, final long seconds) {
        return job(type, JobStatus.PROCESSING, NOW, NOW.minusSeconds(seconds));
    }

    private static List<JobsAhead> ahead(final String type, final double count) {
        return List.of(new JobsAhead("default", type, count));
    }

    private static long secondsTo(final Optional<Instant> time) {
        return Duration.between(NOW, time.orElseThrow()).toSeconds();
    }

    private static Estimate estimate(final Forecast outlook, final Job job, final List<JobsAhead> ahead) {
        return outlook.estimate(job, NOW, ahead).orElseThrow();
    }

    @Test
    void aJobThatRunsIsCompleteWhenOthersOfItsTypeWere() {
        final Estimate estimate = estimate(outlook(), processing("ingest", 20), List.of());

        assertThat(estimate.startAt()).isEmpty();
        assertThat(secondsTo(estimate.completeAt())).isEqualTo(40);
    }

    @Test
    void aJobThatHasOutlastedTheOthersGoesOnForAPartOfWhatItTook() {
        final Estimate estimate = estimate(outlook(), processing("ingest", 120), List.of());

        assertThat(secondsTo(estimate.completeAt())).isEqualTo(30);
    }

    @Test
    void onlyThoseThatTookLongerSayHowLongAJobGoesOn() {
        final RecentDurations mixed = new RecentDurations(List.of(
                Duration.ofSeconds(10), Duration.ofSeconds(100), Duration.ofSeconds(10), Duration.ofSeconds(100)));
        final Forecast outlook = new Forecast(NOW, Map.of("ingest", mixed), List.of());

        assertThat(secondsTo(
                        estimate(outlook, processing("ingest", 20), List.of()).completeAt()))
                .isEqualTo(80);
    }

    @Test
    void aJobStartsWhenTheOneAheadOfItOnTheOnlySlotIsThrough() {
        final Estimate estimate = estimate(outlook(busy(1, 20)), pending("preview"), ahead("ingest", 2));

        assertThat(secondsTo(estimate.startAt())).isCloseTo(160L, within(8L));
        assertThat(secondsTo(estimate.completeAt())).isCloseTo(161L, within(8L));
    }

    @Test
    void whatIsAheadCountsByItsType() {
        final Forecast outlook = outlook(busy(1, 20));

        assertThat(secondsTo(estimate(outlook, pending("ingest"), ahead("preview", 20))
                        .startAt()))
                .isEqualTo(60);
    }

    @Test
    void whatIsAheadIsSpreadOverTheSlotsOfAllWorkers() {
        final Forecast outlook = outlook(busy(2, 0, 30), busy(2, 15, 45));

        final Estimate estimate = estimate(outlook, pending("ingest"), ahead("ingest", 39));

        assertThat(secondsTo(estimate.startAt())).isCloseTo(600L, within(30L));
    }

    @Test
    void aJobWithAFreeSlotStartsAtOnce() {
        final Estimate estimate = estimate(outlook(busy(4, 10)), pending("ingest"), ahead("ingest", 2));

        assertThat(secondsTo(estimate.startAt())).isZero();
        assertThat(secondsTo(estimate.completeAt())).isEqualTo(60);
    }

    @Test
    void jobsOfOtherQueuesThatTheSameWorkersServeAreAheadToo() {
        final BusyWorker both = new BusyWorker(profile(Set.of("default", "bulk"), Set.of("ingest"), 1), List.of());
        final Forecast outlook = outlook(both);

        assertThat(outlook.queuesAheadOf(pending("ingest"))).containsExactlyInAnyOrder("default", "bulk");
        assertThat(secondsTo(estimate(outlook, pending("ingest"), List.of(new JobsAhead("bulk", "ingest", 5)))
                        .startAt()))
                .isEqualTo(300);
    }

    @Test
    void jobsThatOnlyOtherWorkersHandleAreNotAhead() {
        final BusyWorker own = new BusyWorker(profile(Set.of("default"), Set.of("ingest"), 1), List.of());
        final BusyWorker other = new BusyWorker(profile(Set.of("default"), Set.of("preview"), 8), List.of());

        final Estimate estimate = estimate(outlook(own, other), pending("ingest"), ahead("preview", 1_000));

        assertThat(secondsTo(estimate.startAt())).isZero();
    }

    @Test
    void jobsThatOtherWorkersHandleAsWellAreAheadInPart() {
        final BusyWorker own = new BusyWorker(profile(Set.of("default"), Set.of("ingest", "preview"), 1), List.of());
        final BusyWorker other = new BusyWorker(profile(Set.of("default"), Set.of("preview"), 3), List.of());

        final Estimate estimate = estimate(outlook(own, other), pending("ingest"), ahead("preview", 400));

        assertThat(secondsTo(estimate.startAt())).isCloseTo(100L, within(5L));
    }

    @Test
    void aJobDoesNotStartBeforeItIsDue() {
        final Job scheduled = job("ingest", JobStatus.PENDING, NOW.plusSeconds(600), NOW);

        final Estimate estimate = estimate(outlook(busy(1, 20)), scheduled, ahead("ingest", 1));

        assertThat(secondsTo(estimate.startAt())).isEqualTo(600);
        assertThat(secondsTo(estimate.completeAt())).isEqualTo(660);
    }

    @Test
    void withoutALiveWorkerNoStartIsEstimated() {
        final BusyWorker other = new BusyWorker(profile(Set.of("bulk"), Set.of("ingest"), 1), List.of());

        assertThat(outlook(other).estimate(pending("ingest"), NOW, List.of())).isEmpty();
        assertThat(outlook(other).queuesAheadOf(pending("ingest"))).isEmpty();
    }

    @Test
    void ofATypeOfWhichFewerThanThreeJobsAreKnownNoCompletionIsEstimated() {
        final BusyWorker idle = busy(1);
        final Forecast two = new Forecast(NOW, Map.of("ingest", lasting(60, 2), "preview", SECOND), List.of(idle));
        final Forecast three = new Forecast(NOW, Map.of("ingest", lasting(60, 3)), List.of(idle));

        assertThat(two.estimate(processing("ingest", 20), NOW, List.of())).isEmpty();
        assertThat(estimate(two, pending("ingest"), List.of()).completeAt()).isEmpty();
        assertThat(three.estimate(processing("ingest", 20), NOW, List.of())).isPresent();
        assertThat(estimate(three, pending("ingest"), List.of()).completeAt()).isPresent();
    }

    @Test
    void behindJobsOfUnknownDurationNoStartIsEstimated() {
        final Forecast outlook = outlook(busy(1));

        assertThat(outlook.estimate(pending("ingest"), NOW, ahead("new", 1))).isEmpty();
        assertThat(outlook.estimate(
                        pending("ingest"),
                        NOW,
                        List.of(new JobsAhead("default", "new", 1), new JobsAhead("default", "ingest", 9))))
                .as("one in ten does no harm")
                .isPresent();
    }

    @Test
    void whileAJobOfUnknownDurationHoldsTheSlotNoStartIsEstimated() {
        final BusyWorker held = new BusyWorker(
                profile(Set.of("default"), Set.of("ingest", "new"), 1), List.of(new RunningJob("new", NOW)));

        assertThat(outlook(held).estimate(pending("ingest"), NOW, List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETE", "FAILED", "CANCELLED"})
    void ofAJobThatHasEndedNothingIsEstimated(final JobStatus ended) {
        assertThat(outlook(busy(1)).estimate(job("ingest", ended, NOW, NOW), NOW, List.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 59, 60, 61, 3_600, 100_000})
    void whatComesOfAnOldOutlookIsNotInThePast(final int secondsLater) {
        final Instant now = NOW.plusSeconds(secondsLater).plusMillis(999);
        final Forecast outlook = outlook(busy(2, 20, 50));

        final Estimate waiting =
                outlook.estimate(pending("ingest"), now, ahead("ingest", 3)).orElseThrow();
        final Estimate running =
                outlook.estimate(processing("ingest", 20), now, List.of()).orElseThrow();

        assertThat(waiting.startAt().orElseThrow()).isAfterOrEqualTo(now);
        assertThat(waiting.completeAt().orElseThrow())
                .isAfterOrEqualTo(waiting.startAt().orElseThrow());
        assertThat(running.completeAt().orElseThrow()).isAfterOrEqualTo(now);
    }

    @Test
    void whileNothingHappensTheEstimateStays() {
        final Forecast outlook = outlook(busy(1, 20));

        final long different = IntStream.range(0, 300)
                .mapToObj(i -> NOW.plusMillis(100L * i))
                .map(now -> List.of(
                        outlook.estimate(pending("ingest"), now, ahead("ingest", 30)),
                        outlook.estimate(processing("ingest", 20), now, List.of())))
                .distinct()
                .count();

        assertThat(different).isLessThanOrEqualTo(3);
    }

    @Test
    void aQueueOfManyThousandsIsNoMoreWorkThanAShortOne() {
        final Estimate estimate = estimate(outlook(busy(1, 20)), pending("ingest"), ahead("ingest", 1e6));

        assertThat(secondsTo(estimate.startAt())).isCloseTo(60_000_000L, within(3_600L));
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 600, 3_600})
    void whatIsOverdueChangesSeldomThoughItMovesOnWithTheClock(final long elapsed) {
        assertThat(changesInTenMinutes(processing("ingest", elapsed), now -> outlook()))
                .isBetween(1, 600 / 4);
    }

    @Test
    void anOverdueStartChangesSeldomToo() {
        assertThat(changesInTenMinutes(pending("preview"), now -> outlook(busy(1))))
                .isBetween(1, 600 / 4);
    }

    @Test
    void aStartBehindAnOverdueJobChangesSeldomHoweverOftenOneLooks() {
        assertThat(changesInTenMinutes(pending("preview"), now -> new Forecast(now, KNOWN, List.of(busy(2, 40, 61)))))
                .isBetween(1, 600 / 4);
    }

    /** How often another estimate is told of a job to whom asks each second, by the outlook of that second. */
    private static int changesInTenMinutes(final Job job, final Function<Instant, Forecast> outlooks) {
        final List<Estimate> told = IntStream.range(0, 600)
                .mapToObj(NOW::plusSeconds)
                .map(now -> outlooks.apply(now).estimate(job, now, List.of()).orElseThrow())
                .toList();
        return (int) IntStream.range(1, told.size())
                .filter(i -> !told.get(i).equals(told.get(i - 1)))
                .count();
    }

    @Test
    void whatIsSoonAndNotOverdueIsToldToTheSecond() {
        final Forecast outlook = outlook(busy(1, 53));
        final Job scheduled = job("preview", JobStatus.PENDING, NOW.plusSeconds(13), NOW);

        assertThat(secondsTo(
                        estimate(outlook, processing("ingest", 53), List.of()).completeAt()))
                .isEqualTo(7);
        assertThat(secondsTo(estimate(outlook, pending("preview"), List.of()).startAt()))
                .isEqualTo(7);
        assertThat(secondsTo(estimate(outlook(busy(1)), scheduled, List.of()).startAt()))
                .as("a free slot is not overdue for a job that is not due")
                .isEqualTo(13);
    }
}
