package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.DeleteOutcome;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.RerunStep;
import dev.jobs.store.operations.TimeRange;
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Stores that answer operators wrongly, each in one way. */
final class BrokenOperations {
    private BrokenOperations() {}

    /** Shows each workload otherwise than it is. */
    private abstract static class WrongWorkloads extends DelegatingJobStore {
        abstract Workload wrong(Workload right);

        @Override
        public Overview overview() {
            final Overview overview = super.overview();
            return new Overview(
                    overview.at(),
                    overview.workloads().stream().map(this::wrong).toList());
        }

        static Workload.Builder same(final Workload workload) {
            final Workload.Builder same = Workload.builder(
                            workload.queue(),
                            workload.type(),
                            workload.startable().asOf())
                    .startable(workload.startable())
                    .scheduled(workload.scheduled())
                    .declined(workload.declined())
                    .running(workload.running())
                    .stopping(workload.stopping());
            workload.oldestStartable().ifPresent(same::oldestStartable);
            return same;
        }
    }

    /** Counts what is being stopped among what runs. */
    static final class CountsStoppingJobsAsRunning extends WrongWorkloads {
        @Override
        Workload wrong(final Workload right) {
            return same(right)
                    .running(right.running() + right.stopping())
                    .stopping(0)
                    .build();
        }
    }

    /** Takes a job that is not due for the oldest that may start. */
    static final class CountsWhatIsNotDueAsStartable extends WrongWorkloads {
        @Override
        Workload wrong(final Workload right) {
            final long all = right.startable().jobs() + right.scheduled().jobs();
            final Workload.Builder wrong = same(right)
                    .startable(JobCount.exactly(all, right.startable().asOf()));
            if (all > 0 && right.oldestStartable().isEmpty()) {
                wrong.oldestStartable(right.startable().asOf());
            }
            return wrong.build();
        }
    }

    /** Says of the job that starts next that it is the oldest. */
    static final class TakesTheFirstForTheOldest extends WrongWorkloads {
        @Override
        Workload wrong(final Workload right) {
            final Workload.Builder wrong = same(right);
            right(right).ifPresent(first -> wrong.oldestStartable(first.dueAt()));
            return wrong.build();
        }

        private Optional<Job> right(final Workload workload) {
            return right.list(JobQuery.all().withTypes(workload.type()).withPageSize(1_000)).stream()
                    .filter(job -> right.poll(job.id())
                            .flatMap(answer -> answer.waiting())
                            .filter(how -> how.queuePosition().orElse(0) == 1)
                            .isPresent())
                    .findFirst();
        }
    }

    /** Takes every type for handled. */
    static final class HandlesEverything extends WrongWorkloads {
        @Override
        Workload wrong(final Workload right) {
            return same(right).build();
        }
    }

    /** Shows each worker otherwise than it is. */
    private abstract static class WrongWorkers extends DelegatingJobStore {
        abstract LiveWorker.Builder wrong(LiveWorker right, LiveWorker.Builder same);

        @Override
        public WorkerList workers() {
            final WorkerList list = super.workers();
            return new WorkerList(
                    list.at(),
                    list.workers().stream()
                            .map(worker -> wrong(worker, same(worker)).build())
                            .toList());
        }

        private static LiveWorker.Builder same(final LiveWorker worker) {
            return LiveWorker.builder(worker.id(), worker.name())
                    .types(worker.types())
                    .queues(worker.queues())
                    .slots(worker.slots())
                    .times(worker.since(), worker.heardAt(), worker.expiresAt())
                    .jobs(worker.jobs())
                    .stuck(worker.stuck())
                    .children(worker.children());
        }
    }

    /** Forgets which handlers are stuck. */
    static final class ForgetsWhatIsStuck extends WrongWorkers {
        @Override
        LiveWorker.Builder wrong(final LiveWorker right, final LiveWorker.Builder same) {
            return same.stuck(Set.of());
        }
    }

    /** Forgets the child processes of jobs. */
    static final class ForgetsChildren extends WrongWorkers {
        @Override
        LiveWorker.Builder wrong(final LiveWorker right, final LiveWorker.Builder same) {
            return same.children(Map.of());
        }
    }

    /** Lets a worker live since its last heartbeat. */
    static final class LivesSinceItsLastHeartbeat extends WrongWorkers {
        @Override
        LiveWorker.Builder wrong(final LiveWorker right, final LiveWorker.Builder same) {
            return same.times(right.heardAt(), right.heardAt(), right.expiresAt());
        }
    }

    /** Shows only what is processing. */
    static final class HidesWhatIsBeingStopped extends WrongWorkers {
        @Override
        LiveWorker.Builder wrong(final LiveWorker right, final LiveWorker.Builder same) {
            return same.jobs(
                    right.jobs().stream().filter(job -> !job.isStopping()).toList());
        }
    }

    /** Takes any worker for the one of a job. */
    static final class NamesAnyWorker extends DelegatingJobStore {
        @Override
        public Optional<LiveWorker> workerOf(final JobId id) {
            return super.workers().workers().stream().findFirst();
        }
    }

    /** Searches for something else. */
    private abstract static class WrongSearches extends DelegatingJobStore {
        private final UnaryOperator<JobSearch> wrong;

        WrongSearches(final UnaryOperator<JobSearch> wrong) {
            this.wrong = wrong;
        }

        @Override
        public FoundJobs search(final JobSearch search) {
            return super.search(wrong.apply(search));
        }

        static JobSearch.Builder without(final JobSearch search) {
            final JobSearch.Builder same = JobSearch.builder(search.query()).timeLimit(search.timeLimit());
            search.cursor().ifPresent(same::cursor);
            search.ended().ifPresent(same::ended);
            return same;
        }
    }

    /** Looks only at the queries of searches, and their times of end. */
    static final class IgnoresConditions extends WrongSearches {
        IgnoresConditions() {
            super(search -> without(search).build());
        }
    }

    /** Begins each page with the last job of the page before. */
    static final class FindsAJobTwice extends DelegatingJobStore {
        private Optional<Job> last = Optional.empty();

        @Override
        public synchronized FoundJobs search(final JobSearch search) {
            final FoundJobs page = super.search(search);
            final List<Job> jobs = new ArrayList<>(page.jobs());
            if (search.cursor().isPresent()) {
                last.ifPresent(job -> jobs.add(0, job));
            }
            last = page.jobs().isEmpty()
                    ? Optional.empty()
                    : Optional.of(page.jobs().get(page.jobs().size() - 1));
            return new FoundJobs(
                    jobs.subList(0, Math.min(jobs.size(), search.query().pageSize())), page.end(), page.next());
        }
    }

    /** Says that there is no more when the time is over. */
    static final class EndsWhenTimeIsOver extends DelegatingJobStore {
        @Override
        public FoundJobs search(final JobSearch search) {
            final FoundJobs page = super.search(search);
            return page.end() == FoundJobs.End.CUT_OFF ? FoundJobs.last(page.jobs()) : page;
        }
    }

    /** Tells of all failures that there ever were. */
    static final class TellsOfOldFailures extends DelegatingJobStore {
        @Override
        public Failures failures(final Instant since) {
            return super.failures(Instant.EPOCH);
        }
    }

    /** Takes the number of ends for that of starts. */
    static final class CountsStartsByEnds extends DelegatingJobStore {
        @Override
        public History history(final HistoryQuery query) {
            final History right = super.history(query);
            return new History(
                    right.from(), right.activities().stream().map(this::wrong).toList());
        }

        private Activity wrong(final Activity right) {
            return Activity.builder(right.queue(), right.type(), right.from())
                    .submitted(right.submitted())
                    .started(right.completed() + right.failed() + right.cancelled(), right.waited())
                    .completed(right.completed(), right.ran())
                    .failed(right.failed())
                    .cancelled(right.cancelled())
                    .build();
        }
    }

    /** Tells of a whole day, whatever is asked for. */
    static final class TellsOfAllDay extends DelegatingJobStore {
        @Override
        public History history(final HistoryQuery query) {
            final Duration day = Duration.ofDays(1);
            return super.history(new HistoryQuery(
                    new TimeRange(
                            query.range().from().minus(day),
                            query.range().until().plus(day)),
                    query.step()));
        }
    }

    /** Runs again what was run again before. */
    static final class RunsAllAgain extends DelegatingJobStore {
        @Override
        public RerunStep rerunAll(final JobSearch search) {
            final FoundJobs page = super.search(search);
            page.jobs().stream().map(Job::id).forEach(right::rerun);
            return new RerunStep(page.jobs().size(), page.end(), page.next());
        }
    }

    /** Cancels what has not ended, and deletes it. */
    static final class DeletesWhatHasNotEnded extends DelegatingJobStore {
        @Override
        public DeleteOutcome delete(final JobId id) {
            right.cancel(id);
            return super.delete(id);
        }
    }
}
