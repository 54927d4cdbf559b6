package dev.jobs.worker.manual;

import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.attempt.EndOutcome;
import dev.jobs.worker.attempt.Handlers;
import dev.jobs.worker.delivery.Listeners;
import dev.jobs.worker.engine.EngineSettings;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.process.CommandScope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A worker that its caller drives, for tests: it has no threads, runs one job at a time on the thread that asks for it, and lets time
 * pass only when somebody moves it. An attempt is that of every worker: limits of time, interceptors, retries, stops, the log.
 *
 * <p>What differs: progress and log lines are written at once, one by one; the pause before a retry has no random part; listeners get
 * the events of an attempt when it is over, on the same thread. No heartbeat is sent while nobody calls: a store that other
 * workers share would count this one as lost, so it is of no use outside of tests.
 *
 * <p>Safe to share between threads.
 */
public final class ManualWorker implements AutoCloseable {
    /** No random part: of the pause before a retry, all of it is waited for. */
    private static final RandomGenerator NO_CHANCE = () -> 0;

    private final JobStore store;
    private final WorkerId id = WorkerId.random();
    private final EngineSettings settings;
    private final Handlers handlers;
    private final ManualTime time;
    private final Optional<CommandStandIn> standIn;
    private final Optional<ChildProcesses> processes;
    private final Attempts attempts = new Attempts(Integer.MAX_VALUE);
    private final Listeners listeners;
    private final AsideTasks aside;
    private final Attempt.Owner owner = new AttemptOwner();
    private final AtomicLong begun = new AtomicLong();
    private final Subscription signals;

    /** The worker as its attempts see it. */
    private final class AttemptOwner implements Attempt.Owner {
        @Override
        public boolean isCertain() {
            return true;
        }

        @Override
        public void hasNews(final Attempt attempt) {
            writeNews(attempt);
        }

        @Override
        public void started(final Attempt attempt) {
            listeners.started(attempt.job());
        }

        @Override
        public void stopRequested(final Attempt attempt, final StopReason reason) {
            listeners.stopRequested(attempt.job(), reason);
            if (reason == StopReason.LEASE_LOST) {
                listeners.leaseLost(attempt.job());
            }
        }

        @Override
        public void stuck(final Attempt attempt) {
            listeners.stuck(attempt.job());
        }

        @Override
        public void startAside(final Runnable task) {
            aside.start(task);
        }

        @Override
        public RandomGenerator random() {
            return NO_CHANCE;
        }
    }

    /** Made by {@code Worker.Builder.manual}. */
    public ManualWorker(
            final JobStore store,
            final EngineSettings settings,
            final Handlers handlers,
            final List<WorkerListener> hooks,
            final ManualTime time,
            final Optional<CommandStandIn> standIn) {
        this.store = store;
        this.settings = settings;
        this.handlers = handlers;
        this.time = time;
        this.standIn = standIn;
        processes = standIn.isPresent()
                ? Optional.empty()
                : Optional.of(ChildProcesses.start(id.toString(), settings.killGrace()));
        listeners = Listeners.withoutThreads(id, hooks);
        aside = new AsideTasks(settings.killGrace());
        signals = store.subscribe(Set.of(JobSignal.Cancelled.class), this::onSignal);
    }

    /** The worker as the store knows it: its types and queues. */
    public WorkerProfile profile() {
        return settings.profile();
    }

    /**
     * Claims the job that starts next, and runs one attempt of it on this thread.
     *
     * @return the end of the attempt, as listeners get it; empty if no job may start
     */
    public Optional<WorkerEvent.Ended> runNext() {
        look();
        return store
                .claim(ClaimRequest.builder(id)
                        .types(settings.profile().types())
                        .queues(settings.profile().queues())
                        .limit(1)
                        .timeLimit(settings.bounds().limits().timeLimit())
                        .build())
                .stream()
                .findFirst()
                .map(this::run);
    }

    private WorkerEvent.Ended run(final ClaimedJob claimed) {
        final Attempt attempt = new Attempt(claimed, settings.bounds(), scope(claimed.lease()), owner, time::nanos);
        listeners.claimed(attempt.job());
        attempts.add(attempt);
        final Optional<Report.Ended> end;
        try {
            end = attempt.run(handlers);
            aside.awaitAll();
            writeNews(attempt);
            end.ifPresent(report -> attempts.toWrite(attempt));
        } finally {
            attempts.ended(attempt);
        }
        final Outcome outcome = end.map(report -> write(attempt, report)).orElse(Outcome.LOST);
        attempts.forget(attempt);
        listeners.ended(attempt.job(), outcome, attempt.ran());
        listeners.deliverWaiting();
        return listeners.end(attempt.job(), outcome, attempt.ran());
    }

    private CommandScope scope(final Lease lease) {
        return processes
                .<CommandScope>map(real -> real.scope(lease + "." + begun.incrementAndGet()))
                .orElseGet(() -> new StandInScope(
                        standIn.orElseThrow(),
                        new StandInScope.Surroundings(time, this::lookAtLimits, settings.killGrace())));
    }

    /** Only one thread at a time, so that what is taken first is written first. */
    private synchronized void writeNews(final Attempt attempt) {
        final List<Report> news = attempt.news().take();
        if (!news.isEmpty()) {
            store.report(news).forEach(outcome -> obey(attempt, outcome));
        }
    }

    private static void obey(final Attempt attempt, final ReportOutcome outcome) {
        switch (outcome) {
            case APPLIED, REPEATED -> {}
            case CANCELLED -> attempt.stop(StopReason.CANCELLED);
            case LEASE_LOST -> attempt.stop(StopReason.LEASE_LOST);
        }
    }

    private Outcome write(final Attempt attempt, final Report.Ended end) {
        return switch (store.report(List.of(end)).get(0)) {
            case APPLIED, REPEATED -> EndOutcome.of(attempt, end);
            case CANCELLED -> write(attempt, attempt.cancelledAtItsEnd());
            case LEASE_LOST -> {
                listeners.leaseLost(attempt.job());
                yield Outcome.LOST;
            }
        };
    }

    private void onSignal(final JobSignal signal) {
        if (signal instanceof JobSignal.Cancelled cancelled) {
            attempts.working(cancelled.id()).forEach(attempt -> attempt.stop(StopReason.CANCELLED));
        }
    }

    /**
     * Does what the other threads of a worker do from time to time: sends a heartbeat, stops what was cancelled or lost, and stops
     * what has reached a limit of time. To be called when the time was moved while something runs.
     */
    public void look() {
        final List<StopOrder> orders = store.heartbeat(Heartbeat.builder(id, settings.profile())
                .timeToLive(settings.timeToLive())
                .held(attempts.leases())
                .build());
        for (final StopOrder order : orders) {
            final StopReason reason =
                    order.reason() == StopOrder.Reason.CANCELLED ? StopReason.CANCELLED : StopReason.LEASE_LOST;
            attempts.working(Set.of(order.lease())).forEach(attempt -> attempt.stop(reason));
        }
        final long unused = lookAtLimits();
    }

    private long lookAtLimits() {
        return attempts.working().stream().mapToLong(Attempt::stopAtLimit).min().orElse(Long.MAX_VALUE);
    }

    /** Stops what runs, on whatever thread, for this reason; returns at once. */
    public void stop(final StopReason reason) {
        attempts.stopAll(reason);
    }

    /** The calls that the handler of a running job is in, innermost first; empty if none runs. */
    public List<StackTraceElement> stackOfHandler() {
        return attempts.working().stream()
                .findFirst()
                .map(Attempt::stackOfHandler)
                .orElse(List.of());
    }

    /** Stops what runs on other threads, without waiting for it, and signs off from the store. */
    @Override
    public void close() {
        signals.close();
        stop(StopReason.CLOSING);
        if (attempts.isEmpty()) {
            store.heartbeat(Heartbeat.builder(id, settings.profile()).build());
        }
        processes.ifPresent(ChildProcesses::close);
    }
}
