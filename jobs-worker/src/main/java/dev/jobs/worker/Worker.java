package dev.jobs.worker;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.attempt.Handlers;
import dev.jobs.worker.engine.Engine;
import dev.jobs.worker.engine.EngineSettings;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.thread.JobThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * Claims jobs and runs them: as many at once as it has slots, each by its type's handler on a thread of its own.
 *
 * <p>It tells the store that it lives, writes what its handlers report, retries what fails, stops what is cancelled with
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

    /** How many of its slots are taken: by jobs whose handlers have not returned or whose processes are not all dead. */
    public int activeJobs() {
        return engine.active();
    }

    /**
     * How many of these were told to stop longer ago than the kill grace and a second, and go on all the same: handlers
     * that ignore their cancellation. Each keeps its slot until it returns.
     */
    public int stuckJobs() {
        return engine.stuck();
    }

    /**
     * Stops claiming, lets work finish for the {@linkplain Builder#closeGrace close grace}, then stops what is left and
     * hands it back, so that another worker can claim it at once. Returns when all has ended and been written; at the
     * latest, with handlers that do not end or a store that does not answer, after the close grace, the kill grace and
     * ten seconds. An interrupt skips the close grace.
     *
     * <p>Called by a handler of this worker it returns at once, since the close waits for that handler. A second call
     * waits for the first.
     */
    @Override
    public void close() {
        engine.close();
        atShutdown.ifPresent(ShutdownHook::unregister);
    }

    /** Gathers what a worker does and how. Not safe to share between threads. */
    public static final class Builder {
        private final JobStore store;
        private final Map<String, Handlers.Handler<?, ?>> handlers = new LinkedHashMap<>();
        private String name = "worker-" + ProcessHandle.current().pid();
        private Set<String> queues = Set.of(JobRequest.DEFAULT_QUEUE);
        private int slots = Math.max(2, Runtime.getRuntime().availableProcessors());
        private Duration pollInterval = Duration.ofSeconds(1);
        private Duration timeToLive = Duration.ofSeconds(30);
        private Duration closeGrace = Duration.ofSeconds(10);
        private Duration killGrace = Duration.ofSeconds(5);
        private Duration retention = Duration.ofDays(7);
        private Duration unreadableGrace = Duration.ofMinutes(5);
        private JobThreads threads = JobThreads.standard();
        private ShutdownHook shutdown = ShutdownHook.IS_THE_CALLERS;

        private Builder(final JobStore store) {
            this.store = store;
        }

        /**
         * Adds the handler of a type. The worker claims jobs of the types that it has handlers for, and no others.
         *
         * @throws IllegalArgumentException if the type has a handler already
         */
        public <P, R> Builder handle(final JobType<P, R> type, final JobHandler<P, R> handler) {
            final var added = new Handlers.Handler<>(type, requireNonNull(handler, "handler"));
            if (handlers.putIfAbsent(type.name(), added) != null) {
                throw new IllegalArgumentException("type \"" + type.name() + "\" has a handler already");
            }
            return this;
        }

        /** How many jobs run at once; as many as the machine has processors, but at least 2, unless said. */
        public Builder slots(final int number) {
            if (number < 1) {
                throw new IllegalArgumentException("a worker has at least 1 slot, but " + number + " were asked for");
            }
            this.slots = number;
            return this;
        }

        /** The queues that it serves, all alike; {@value JobRequest#DEFAULT_QUEUE} alone unless said. */
        public Builder queues(final String... names) {
            if (names.length == 0) {
                throw new IllegalArgumentException("a worker serves at least one queue");
            }
            this.queues = Set.of(names);
            return this;
        }

        /** What operators know it by; need not be unique. {@code worker-} and the process id unless said. */
        public Builder name(final String text) {
            this.name = requireNonNull(text, "text");
            return this;
        }

        /**
         * How often it asks for jobs and for cancels where no signal of the store comes; at least 10 ms, 1 s unless said.
         */
        public Builder pollInterval(final Duration time) {
            this.pollInterval = requireNonNull(time, "time");
            return this;
        }

        /**
         * How long the store counts it as alive without a heartbeat; 30 s unless said, at least three poll intervals and
         * twice the kill grace. After so long the jobs of a worker that was killed are run again. A worker that cannot
         * reach its store ends its work earlier, by the kill grace and a tenth of this time.
         */
        public Builder timeToLive(final Duration time) {
            this.timeToLive = requireNonNull(time, "time");
            return this;
        }

        /** How long {@link Worker#close()} lets work go on; 10 s unless said. */
        public Builder closeGrace(final Duration time) {
            this.closeGrace = requireNonNull(time, "time");
            return this;
        }

        /** How long a child process may take to end after SIGTERM, before SIGKILL; 5 s unless said. */
        public Builder killGrace(final Duration time) {
            this.killGrace = requireNonNull(time, "time");
            return this;
        }

        /** How long finished jobs are kept; 7 days unless said. The shortest of the workers of a store decides. */
        public Builder retention(final Duration time) {
            this.retention = requireNonNull(time, "time");
            return this;
        }

        /**
         * How long a job whose payload this worker cannot read, as one of a newer version of the service, waits for a worker
         * that can; 5 minutes by default. Such a job goes back to its queue, the attempt does not count, and this worker is
         * not given it again. It fails when this time is over and no live worker is left that may be able to read it. Let it
         * be longer than a deployment takes until the first worker of the new version runs.
         */
        public Builder unreadableGrace(final Duration time) {
            this.unreadableGrace = requireNonNull(time, "time");
            return this;
        }

        /**
         * Where the handlers' threads come from: a new one for each job. By default they are virtual threads where the JDK
         * has them, and else daemons.
         */
        public Builder threads(final ThreadFactory factory) {
            this.threads = JobThreads.from(requireNonNull(factory, "factory"));
            return this;
        }

        /**
         * Closes it when the process is asked to end, by SIGTERM, Ctrl-C or {@link System#exit}: what it runs is finished
         * within the close grace or handed back, so that no job waits for this worker's time to live. For programs that
         * have no shutdown of their own; the store must stay open until the process ends.
         */
        public Builder closeAtShutdown() {
            this.shutdown = ShutdownHook.CLOSES_THE_WORKER;
            return this;
        }

        /**
         * Starts it. It needs no store in reach to start, and keeps the process alive until it is closed.
         *
         * @throws IllegalStateException if it has no handler
         * @throws IllegalArgumentException if the times do not fit together; the message has them
         */
        public Worker start() {
            if (handlers.isEmpty()) {
                throw new IllegalStateException("a worker needs a handler: add one with handle(type, handler)");
            }
            final EngineSettings settings = new EngineSettings(
                    WorkerProfile.builder(name)
                            .types(handlers.keySet())
                            .queues(queues)
                            .slots(slots)
                            .build(),
                    pollInterval,
                    timeToLive,
                    closeGrace,
                    killGrace,
                    retention,
                    unreadableGrace);
            final WorkerId id = WorkerId.random();
            return new Worker(
                    id, new Engine(store, id, settings, new Handlers(handlers, unreadableGrace), threads), shutdown);
        }
    }
}
