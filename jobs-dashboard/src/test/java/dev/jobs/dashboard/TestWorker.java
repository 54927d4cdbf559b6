package dev.jobs.dashboard;

import dev.jobs.Job;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.StageTime;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.RunningChildren;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A worker that does what a test tells it to. */
final class TestWorker {
    private final JobStore store;
    private final WorkerId id = WorkerId.random();
    private final WorkerProfile profile;
    private final Set<Lease> held = new HashSet<>();
    private final Set<Lease> stuck = new HashSet<>();
    private final Map<Lease, RunningChildren> children = new HashMap<>();

    TestWorker(final JobStore store, final String name, final int slots, final Set<String> types, final String queue) {
        this.store = store;
        this.profile = WorkerProfile.builder(name)
                .types(types)
                .queues(Set.of(queue))
                .slots(slots)
                .build();
        heartbeat();
    }

    void heartbeat() {
        store.heartbeat(Heartbeat.builder(id, profile)
                .timeToLive(Duration.ofDays(1))
                .held(held)
                .stuck(stuck)
                .children(children)
                .build());
    }

    /** Claims the job that starts next, if there is one. */
    Optional<ClaimedJob> claim() {
        final Optional<ClaimedJob> claimed = store
                .claim(ClaimRequest.builder(id)
                        .types(profile.types())
                        .queues(profile.queues())
                        .limit(1)
                        .build())
                .stream()
                .findFirst();
        claimed.ifPresent(job -> held.add(job.lease()));
        return claimed;
    }

    /** Enters a declared stage, after the ones before it took so many seconds each. */
    void reach(final ClaimedJob claimed, final int stage, final double percent, final int secondsEach) {
        final Job job = claimed.job();
        OverallProgress overall = OverallProgress.NONE;
        final List<StageTime> times = new ArrayList<>();
        for (int before = 0; before < stage; before++) {
            final String name = job.stages().get(before).name();
            overall = overall.at(job.stages(), Optional.of(name), 100);
            times.add(new StageTime(name, Duration.ofSeconds(secondsEach)));
        }
        final Optional<String> name = Optional.of(job.stages().get(stage).name());
        final Report.Progressed report =
                Report.progressed(claimed.lease(), name, percent, overall.at(job.stages(), name, percent));
        store.report(List.of(report.withStageTimes(times)));
    }

    void log(final ClaimedJob claimed, final String... lines) {
        log(claimed, 1, LogLimits.STANDARD, List.of(lines));
    }

    /** Logs these lines, which are the attempt's first from this number on. */
    void log(final ClaimedJob claimed, final long first, final LogLimits limits, final List<String> lines) {
        store.report(List.of(Report.logged(
                claimed.lease(),
                first,
                lines.stream()
                        .map(line -> new Report.Logged.Line(line, Duration.ZERO))
                        .toList(),
                limits)));
    }

    void complete(final ClaimedJob claimed, final String result) {
        end(claimed, Report.completed(claimed.lease(), Optional.of(result)));
    }

    void fail(final ClaimedJob claimed, final String error) {
        end(claimed, Report.failedForGood(claimed.lease(), error));
    }

    void failAndTryAgain(final ClaimedJob claimed, final String error, final Duration after) {
        end(claimed, Report.failed(claimed.lease(), error, after));
    }

    void release(final ClaimedJob claimed) {
        end(claimed, Report.released(claimed.lease(), Release.CONFIRMED));
    }

    private void end(final ClaimedJob claimed, final Report report) {
        store.report(List.of(report));
        held.remove(claimed.lease());
    }

    /** Says that this job has these child processes. */
    void tellOf(final ClaimedJob claimed, final RunningChildren processes) {
        children.put(claimed.lease(), processes);
        heartbeat();
    }

    /** Says that the handler of this job does not stop. */
    void getStuck(final ClaimedJob claimed) {
        stuck.add(claimed.lease());
        heartbeat();
    }
}
