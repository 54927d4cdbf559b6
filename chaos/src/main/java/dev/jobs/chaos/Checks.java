package dev.jobs.chaos;

import static java.util.stream.Collectors.groupingBy;

import dev.jobs.Job;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Holds what the logs say against what was promised. For one thread, and one run. */
final class Checks {
    private static final Set<String> WRITTEN = Set.of("APPLIED", "REPEATED");
    private static final Set<String> NEWS = Set.of("Progressed", "Logged");

    private final List<ChaosEvent> events;
    private final Map<String, Job> finished;
    private final LostTransactions lostTransactions;
    private final Map<String, List<ChaosEvent>> byJob;
    private final Map<String, List<ChaosEvent>> survived;
    private final Set<String> submitted = new HashSet<>();
    private final Map<String, Long> cancelled = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    /**
     * @param events all that was written down, in the order of their times
     * @param finished the jobs as they were first seen finished, by their ids
     */
    Checks(final List<ChaosEvent> events, final Map<String, Job> finished) {
        this.events = events;
        this.finished = finished;
        this.byJob = events.stream()
                .filter(event -> !event.job().equals(ChaosEvent.NO_JOB))
                .collect(groupingBy(ChaosEvent::job));
        this.lostTransactions = new LostTransactions(events);
        this.survived = lostTransactions.survived();
        survived.values()
                .forEach(story -> story.forEach(event -> {
                    if (event.kind() == ChaosEvent.Kind.SUBMITTED) {
                        submitted.add(event.job());
                    } else if (event.kind() == ChaosEvent.Kind.CANCELLED) {
                        cancelled.putIfAbsent(event.job(), event.micros());
                    }
                }));
    }

    /** The jobs whose submission was answered, and not lost with a failover. */
    Set<String> submitted() {
        return Set.copyOf(submitted);
    }

    /** The findings. The lists of broken promises describe each case. */
    Findings findings(final List<Long> leftOver) {
        final long lost =
                submitted.stream().filter(id -> !finished.containsKey(id)).count();
        final long twice = survived.entrySet().stream()
                .filter(job -> endedTwice(job.getKey(), job.getValue()))
                .count();
        final long overlapping =
                survived.values().stream().mapToLong(this::writesUnderOldLeases).sum();
        broken.addAll(lostTransactions.takenUnderLostLeases());
        checkWhatWasSeen();
        final Overlap overlap = new Overlap(events, byJob);
        broken.addAll(overlap.ofRunningWorkers());
        broken.addAll(FairOrder.broken(FairOrder.starts(events, finished)));
        final Findings.Limits limits = checkLimits();
        leftOver.forEach(pid -> broken.add("process " + pid + " was left over"));
        return new Findings(
                submitted.size(),
                submitted.stream().filter(finished::containsKey).count(),
                lost,
                twice,
                overlapping,
                new Findings.Work(
                        overlap.ofRunningWorkers().size(), overlap.ofFrozenWorkers(), overlap.ofUnknownWorkers()),
                leftOver.size(),
                new Findings.Times(Delays.of(cancelToDeath()), Delays.of(limitToEnd()), Delays.of(deathToClaim())),
                faults(),
                new Findings.Losses(lostTransactions.jobs(), lostTransactions.leases()),
                limits,
                broken);
    }

    private Findings.Limits checkLimits() {
        final List<Claim> claims = events.stream()
                .filter(event -> event.kind() == ChaosEvent.Kind.CLAIMED)
                .map(Claim::of)
                .filter(claim -> !lostTransactions.isLost(claim) && !isUnderWayInAFailover(claim))
                .toList();
        final LimitChecks atOnce = new LimitChecks(events, claims);
        final RateChecks rates = new RateChecks(events, claims, ChaosKeys.rate());
        broken.addAll(atOnce.broken());
        broken.addAll(rates.broken());
        broken.addAll(new PauseChecks(events).broken(claims));
        return new Findings.Limits(
                count(ChaosEvent.Kind.LIMIT_SET),
                count(ChaosEvent.Kind.PAUSED),
                atOnce.starts(),
                rates.starts(),
                atOnce.mostAtOnce(),
                atOnce.aboveInLostWorkers());
    }

    /** Nobody can tell which of the two databases answered it. */
    private boolean isUnderWayInAFailover(final Claim claim) {
        return events.stream()
                .anyMatch(event -> event.kind() == ChaosEvent.Kind.FAILED_OVER
                        && event.micros() > claim.sent()
                        && event.micros() < claim.answered());
    }

    private Findings.Faults faults() {
        return new Findings.Faults(
                count(ChaosEvent.Kind.WORKER_DIED),
                count(ChaosEvent.Kind.WORKER_FROZEN),
                count(ChaosEvent.Kind.DATABASE_KILLED),
                count(ChaosEvent.Kind.CONNECTIONS_CUT),
                count(ChaosEvent.Kind.FAILED_OVER),
                count(ChaosEvent.Kind.CLOCK_JUMPED),
                count(ChaosEvent.Kind.PIDS_LIMITED),
                count(ChaosEvent.Kind.START_HANGS));
    }

    private long count(final ChaosEvent.Kind kind) {
        return events.stream().filter(event -> event.kind() == kind).count();
    }

    private boolean endedTwice(final String id, final List<ChaosEvent> story) {
        final long completions = story.stream()
                .filter(event -> isAnswer(event, "Completed", Set.of("APPLIED")))
                .count();
        final boolean wasCancelled = cancelled.containsKey(id);
        final boolean twice = completions + (wasCancelled ? 1 : 0) > 1;
        final Optional<JobStatus> end = Optional.ofNullable(finished.get(id)).map(Job::status);
        if (twice) {
            broken.add(
                    "job " + id + " was completed " + completions + " times" + (wasCancelled ? ", and cancelled" : ""));
        } else if (completions == 1
                && end.filter(status -> status != JobStatus.COMPLETE).isPresent()) {
            broken.add("job " + id + " was completed and is " + end.get().wireName());
        } else if (wasCancelled
                && end.filter(status -> status != JobStatus.CANCELLED).isPresent()) {
            broken.add("job " + id + " was cancelled and is " + end.get().wireName());
        }
        if (end.equals(Optional.of(JobStatus.COMPLETE))
                && story.stream()
                        .noneMatch(event -> event.kind() == ChaosEvent.Kind.SENT
                                && event.detail().equals("Completed"))) {
            broken.add("job " + id + " is complete, and nobody said so");
        }
        return twice;
    }

    private static boolean isAnswer(final ChaosEvent event, final String report, final Set<String> outcomes) {
        final String[] detail = event.detail().split(" ", -1);
        return event.kind() == ChaosEvent.Kind.ANSWERED && detail[0].equals(report) && outcomes.contains(detail[1]);
    }

    /** The number of writes that were accepted though they were sent after somebody had a newer lease of the same job. */
    private long writesUnderOldLeases(final List<ChaosEvent> story) {
        long found = 0;
        long newest = 0;
        final Map<String, Long> sent = new HashMap<>();
        for (final ChaosEvent event : story) {
            final String report =
                    event.source() + " " + event.lease() + " " + event.detail().split(" ", -1)[0];
            switch (event.kind()) {
                case CLAIMED -> newest = Math.max(newest, event.lease());
                case SENT -> sent.put(report, newest);
                case ANSWERED -> {
                    final long newestAtSending = sent.getOrDefault(report, 0L);
                    if (event.detail().endsWith(" APPLIED") && newestAtSending > event.lease()) {
                        found++;
                        broken.add("job " + event.job() + ": " + event.detail() + " under lease " + event.lease()
                                + " when " + newestAtSending + " was claimed");
                    }
                }
                default -> {}
            }
        }
        return found;
    }

    private void checkWhatWasSeen() {
        final var claims = new HashSet<String>();
        for (final ChaosEvent event : events) {
            switch (event.kind()) {
                case WRONG -> broken.add("job " + event.job() + " " + event.detail());
                case STILL_ALIVE -> {
                    if (event.detail().startsWith("report")) {
                        broken.add("job " + event.job() + ": the end of lease " + event.lease()
                                + " was reported while a process of it ran");
                    }
                }
                case CLAIMED -> {
                    if (!claims.add(event.job() + "#" + event.lease())) {
                        broken.add("job " + event.job() + ": lease " + event.lease() + " was given out twice");
                    }
                }
                case BEGUN -> {
                    final String[] detail = event.detail().split(" ", -1);
                    if (Integer.parseInt(detail[0]) > Integer.parseInt(detail[1])) {
                        broken.add("job " + event.job() + " is run in attempt " + detail[0] + " of " + detail[1]);
                    }
                    if (Integer.parseInt(detail[2]) > ChaosSettings.SLOTS) {
                        broken.add(event.source() + " runs " + detail[2] + " handlers in " + ChaosSettings.SLOTS
                                + " slots");
                    }
                }
                default -> {}
            }
        }
    }

    /** From the answer to a cancel to the answer to the confirmed release. */
    private List<Long> cancelToDeath() {
        final var delays = new ArrayList<Long>();
        cancelled.forEach((id, at) -> {
            final boolean confirmed =
                    Optional.ofNullable(finished.get(id)).flatMap(Job::release).equals(Optional.of(Release.CONFIRMED));
            byJob.getOrDefault(id, List.of()).stream()
                    .filter(event -> confirmed && event.micros() > at && isAnswer(event, "Released", WRITTEN))
                    .findFirst()
                    .ifPresent(event -> delays.add(event.micros() - at));
        });
        return delays;
    }

    /** From the moment at which an attempt reaches its time limit to the report of its end. */
    private List<Long> limitToEnd() {
        final var delays = new ArrayList<Long>();
        for (final List<ChaosEvent> story : byJob.values()) {
            final Map<Long, Long> limits = new HashMap<>();
            for (final ChaosEvent event : story) {
                if (event.kind() == ChaosEvent.Kind.BEGUN) {
                    final long limit = Long.parseLong(event.detail().split(" ", -1)[3]);
                    limits.put(event.lease(), event.micros() + TimeUnit.MILLISECONDS.toMicros(limit));
                } else if (event.kind() == ChaosEvent.Kind.SENT
                        && event.detail().equals(ObservedStore.TIMED_OUT)) {
                    Optional.ofNullable(limits.remove(event.lease()))
                            .ifPresent(limit -> delays.add(event.micros() - limit));
                }
            }
        }
        return delays;
    }

    /** From a worker's death to the next claim of each job that it held. */
    private List<Long> deathToClaim() {
        final var delays = new ArrayList<Long>();
        for (final ChaosEvent death : events) {
            if (death.kind() == ChaosEvent.Kind.WORKER_DIED) {
                byJob.values().forEach(story -> nextClaim(story, death).ifPresent(delays::add));
            }
        }
        return delays;
    }

    private static Optional<Long> nextClaim(final List<ChaosEvent> story, final ChaosEvent death) {
        final Optional<ChaosEvent> held = story.stream()
                .filter(event -> event.kind() == ChaosEvent.Kind.CLAIMED
                        && event.source().equals(death.detail())
                        && event.micros() <= death.micros())
                .reduce((first, second) -> second);
        return held.filter(claim -> story.stream().noneMatch(event -> isEndOf(event, claim)))
                .flatMap(claim -> story.stream()
                        .filter(event -> event.kind() == ChaosEvent.Kind.CLAIMED && event.lease() > claim.lease())
                        .findFirst())
                .filter(next -> next.micros() > death.micros())
                .map(next -> next.micros() - death.micros());
    }

    private static boolean isEndOf(final ChaosEvent event, final ChaosEvent claim) {
        return event.kind() == ChaosEvent.Kind.SENT && event.lease() == claim.lease() && !NEWS.contains(event.detail());
    }
}
