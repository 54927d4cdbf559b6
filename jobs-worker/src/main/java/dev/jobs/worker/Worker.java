package dev.jobs.worker;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.LogLimits;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Handlers;
import dev.jobs.worker.engine.Engine;
import dev.jobs.worker.engine.EngineSettings;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.listener.WorkerListener;
import dev.jobs.worker.manual.CommandStandIn;
import dev.jobs.worker.manual.ManualTime;
import dev.jobs.worker.manual.ManualWorker;
import dev.jobs.worker.thread.JobThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * Claims jobs and runs them: as many at once as it has slots, each by its type's handler on a thread of its own.
 *
 * <p>It sends the store heartbeats, writes what its handlers report, retries what fails, stops what is cancelled with
 * all its child processes, and takes over the jobs of workers that are gone. A store that is out of reach costs time only:
 * the worker goes on by itself when it is back. If that takes so long that the store will count the worker as lost, it
 * stops its work first.
 *
 * <p>Safe to share between threads. Several workers may run in one process, and any number on one store.
 */
public final class Worker implements AutoCloseable {
    private final WorkerId id;
    private final Engine engine;
    private final Optional<Thread> atShutdown;

    private Worker(final WorkerId id, final Engine engine, final ShutdownHook shutdown) {
        this.id = id;
        this.engine = engine;
        this.atShutdown = shutdown.register(engine::close);
    }

    /** Begins a worker on this store, which is left open when the worker is closed. */
    public static Builder builder(final JobStore store) {
        return new Builder(requireNonNull(store, "store"));
    }

    /** Its identity, new at every start. */
    public WorkerId id() {
        return id;
    }

    /** The number of slots that are taken: by jobs whose handlers have not returned or whose processes are not all dead. */
    public int activeJobs() {
        return engine.active();
    }

    /**
     * The number of these that were told to stop longer ago than the kill grace and a second, and go on all the same: handlers
     * that ignore their stop. Each keeps its slot until it returns.
     */
    public int stuckJobs() {
        return engine.stuck();
    }

    /** The number of jobs that it runs at once at most. */
    public int slots() {
        return engine.slots();
    }

    /** True until its close begins. */
    public boolean isRunning() {
        return engine.isRunning();
    }

    /**
     * The time for which calls of its store have failed without having been answered since, by this process's monotonic clock;
     * empty if the store answers. A running worker calls its store at least once in a poll interval, so that an outage shows soon.
     */
    public Optional<Duration> storeOutOfReachFor() {
        return engine.storeOutOfReachFor();
    }

    /**
     * The number of events that its {@linkplain Builder#listener listeners} have missed, since they were slower than the events
     * came.
     */
    public long droppedEvents() {
        return engine.droppedEvents();
    }

    /**
     * Stops claiming, lets work finish for the {@linkplain WorkerSettings#closeGrace() close grace}, then stops what is left and
     * hands it back, so that another worker can claim it at once. Returns when all has ended and been written; at the
     * latest, with handlers that do not end or a store that does not answer, after the close grace, the kill grace and
     * ten seconds, and one more for a listener that does not return. An interrupt skips the close grace.
     *
     * <p>Called by a handler of this worker it returns at once, since the close waits for that handler. A second call
     * waits for the first.
     */
    @Override
    public void close() {
        engine.close();
        atShutdown.ifPresent(ShutdownHook::unregister);
    }

    /**
     * Collects the handlers, hooks and settings of a worker. Not safe to share between threads.
     *
     * <p>Its methods for single settings are short for those of {@link WorkerSettings.Builder}, which describe each.
     */
    public static final class Builder {
        private final JobStore store;
        private final Map<String, TypedHandler<?, ?>> handlers = new LinkedHashMap<>();
        private final List<HandlerInterceptor> interceptors = new ArrayList<>();
        private final List<WorkerListener> listeners = new ArrayList<>();
        private WorkerSettings.Builder settings = WorkerSettings.builder();
        private LongSupplier ticker = System::nanoTime;

        private Builder(final JobStore store) {
            this.store = store;
        }

        /**
         * Adds the handler of a type. The worker claims jobs of the types that it has handlers for, and no others.
         *
         * @param <P> the payload's type
         * @param <R> the result's type
         * @throws IllegalArgumentException if the type has a handler already
         */
        public <P, R> Builder handle(final JobType<P, R> type, final JobHandler<P, R> handler) {
            return handle(TypedHandler.of(type, handler));
        }

        /**
         * Adds a handler together with its type.
         *
         * @throws IllegalArgumentException if the type has a handler already
         */
        public Builder handle(final TypedHandler<?, ?> handler) {
            final String type = requireNonNull(handler, "handler").type().name();
            if (handlers.putIfAbsent(type, handler) != null) {
                throw new IllegalArgumentException("type \"" + type + "\" has a handler already");
            }
            return this;
        }

        /** Adds an interceptor around each run of a handler, inside of those that were added before. */
        public Builder interceptor(final HandlerInterceptor interceptor) {
            interceptors.add(requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** Adds a listener for the events of the worker and its jobs, which gets them on a thread of its own. */
        public Builder listener(final WorkerListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /** Takes all settings from this value; those that were made before are gone, and later ones change them. */
        public Builder settings(final WorkerSettings value) {
            settings = requireNonNull(value, "value").toBuilder();
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#slots(int)}. */
        public Builder slots(final int number) {
            settings.slots(number);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#queues(String...)}; {@value JobRequest#DEFAULT_QUEUE} alone by default. */
        public Builder queues(final String... names) {
            settings.queues(names);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#name(String)}. */
        public Builder name(final String text) {
            settings.name(text);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#pollInterval(Duration)}. */
        public Builder pollInterval(final Duration time) {
            settings.pollInterval(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#timeToLive(Duration)}. */
        public Builder timeToLive(final Duration time) {
            settings.timeToLive(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#closeGrace(Duration)}. */
        public Builder closeGrace(final Duration time) {
            settings.closeGrace(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#killGrace(Duration)}. */
        public Builder killGrace(final Duration time) {
            settings.killGrace(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#retention(Duration)}. */
        public Builder retention(final Duration time) {
            settings.retention(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#unreadableGrace(Duration)}. */
        public Builder unreadableGrace(final Duration time) {
            settings.unreadableGrace(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#timeLimit(Duration)}. */
        public Builder timeLimit(final Duration time) {
            settings.timeLimit(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#silenceLimit(Duration)}. */
        public Builder silenceLimit(final Duration time) {
            settings.silenceLimit(time);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#logLimits(LogLimits)}. */
        public Builder logLimits(final LogLimits most) {
            settings.logLimits(most);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#threads(ThreadFactory)}. */
        public Builder threads(final ThreadFactory factory) {
            settings.threads(factory);
            return this;
        }

        /** Sets {@link WorkerSettings.Builder#closeAtShutdown()}. */
        public Builder closeAtShutdown() {
            settings.closeAtShutdown();
            return this;
        }

        /** The monotonic clock by which leases, stops and intervals are measured, for tests. */
        Builder ticker(final LongSupplier nanos) {
            ticker = nanos;
            return this;
        }

        /**
         * Makes a worker that its caller drives, for tests; of the settings those about threads and intervals mean nothing to it.
         * Commands are real child processes, whose time nobody moves.
         *
         * @throws IllegalStateException if it has no handler
         * @throws IllegalArgumentException if the times do not fit together; the message has them
         */
        public ManualWorker manual(final ManualTime time) {
            return manual(requireNonNull(time, "time"), Optional.empty());
        }

        /**
         * Makes a worker that its caller drives, as {@link #manual(ManualTime)} does, and that starts no process: the stand-in does
         * what each command would do.
         *
         * @throws IllegalStateException if it has no handler
         * @throws IllegalArgumentException if the times do not fit together; the message has them
         */
        public ManualWorker manual(final ManualTime time, final CommandStandIn standIn) {
            return manual(requireNonNull(time, "time"), Optional.of(requireNonNull(standIn, "standIn")));
        }

        private ManualWorker manual(final ManualTime time, final Optional<CommandStandIn> standIn) {
            final WorkerSettings checked = checked();
            return new ManualWorker(
                    store, forEngine(checked), handlers(checked), List.copyOf(listeners), time, standIn);
        }

        /**
         * Starts it. It needs no store in reach to start, and keeps the process alive until it is closed.
         *
         * @throws IllegalStateException if it has no handler
         * @throws IllegalArgumentException if the times do not fit together; the message has them
         */
        public Worker start() {
            final WorkerSettings checked = checked();
            final WorkerId id = WorkerId.random();
            final Engine.Work work = new Engine.Work(
                    handlers(checked),
                    checked.threads().map(JobThreads::from).orElseGet(JobThreads::standard),
                    List.copyOf(listeners));
            return new Worker(id, new Engine(store, id, forEngine(checked), work), checked.shutdownHook());
        }

        private WorkerSettings checked() {
            if (handlers.isEmpty()) {
                throw new IllegalStateException("a worker needs a handler: add one with handle(type, handler)");
            }
            return settings.build();
        }

        private Handlers handlers(final WorkerSettings checked) {
            return new Handlers(handlers.values(), interceptors, checked.unreadableGrace());
        }

        private EngineSettings forEngine(final WorkerSettings checked) {
            final WorkerProfile profile = WorkerProfile.builder(checked.name())
                    .types(handlers.keySet())
                    .queues(checked.queues())
                    .slots(checked.slots())
                    .build();
            return new EngineSettings(
                    profile,
                    checked.pollInterval(),
                    checked.timeToLive(),
                    checked.closeGrace(),
                    checked.killGrace(),
                    checked.retention(),
                    new AttemptBounds(checked.limits(), checked.logLimits()),
                    ticker);
        }
    }
}
