package dev.jobs.worker;

import static java.util.Objects.requireNonNull;

import dev.jobs.AttemptLimits;
import dev.jobs.JobRequest;
import dev.jobs.store.LogLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * The settings of a worker: one value, for programs that read them from a file or give several workers the same. Immutable; as
 * safe to share between threads as its thread factory, if it has one.
 *
 * <p>What a setting means is said at its method of {@link Builder}.
 */
public final class WorkerSettings {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);

    private final Builder values;

    private WorkerSettings(final Builder values) {
        this.values = values;
        check();
    }

    private void check() {
        if (pollInterval().compareTo(SHORTEST_POLL) < 0) {
            throw new IllegalArgumentException("pollInterval is at least 10 ms, but is " + pollInterval());
        }
        if (closeGrace().isNegative()
                || killGrace().isNegative()
                || retention().isNegative()
                || unreadableGrace().isNegative()) {
            throw new IllegalArgumentException("No time is negative, but there are closeGrace " + closeGrace()
                    + ", killGrace " + killGrace() + ", retention " + retention() + ", unreadableGrace "
                    + unreadableGrace());
        }
        if (timeToLive().compareTo(pollInterval().multipliedBy(3)) < 0
                || timeToLive().compareTo(killGrace().multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("timeToLive is at least three times pollInterval and twice killGrace,"
                    + " so that work can be ended before its lease is lost, but is " + timeToLive()
                    + " with pollInterval " + pollInterval() + ", killGrace " + killGrace());
        }
    }

    /** A builder of settings, all of which have their default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** The number of jobs that run at once. */
    public int slots() {
        return values.slots;
    }

    /** The queues that the worker serves. */
    public Set<String> queues() {
        return values.queues;
    }

    /** The name that operators know the worker by. */
    public String name() {
        return values.name;
    }

    /** The time between two questions for jobs where no signal comes. */
    public Duration pollInterval() {
        return values.pollInterval;
    }

    /** The time that the store counts the worker as alive without a heartbeat. */
    public Duration timeToLive() {
        return values.timeToLive;
    }

    /** The time that a close lets work go on. */
    public Duration closeGrace() {
        return values.closeGrace;
    }

    /** The time that a child process may take to end after SIGTERM. */
    public Duration killGrace() {
        return values.killGrace;
    }

    /** The time that finished jobs are kept. */
    public Duration retention() {
        return values.retention;
    }

    /** The time that a job which this worker cannot read waits for one that can. */
    public Duration unreadableGrace() {
        return values.unreadableGrace;
    }

    /** The most time that an attempt may take whose job has no time limit of its own, if there is one. */
    public Optional<Duration> timeLimit() {
        return values.limits.timeLimit();
    }

    /** The most time without a sign of life for an attempt whose job has no silence limit of its own, if there is one. */
    public Optional<Duration> silenceLimit() {
        return values.limits.silenceLimit();
    }

    AttemptLimits limits() {
        return values.limits;
    }

    /** The most that is kept of a job's log. */
    public LogLimits logLimits() {
        return values.logLimits;
    }

    /** The factory of the handlers' threads, if it is not the default. */
    public Optional<ThreadFactory> threads() {
        return values.threads;
    }

    /** True if the worker is closed when its process is asked to end. */
    public boolean closesAtShutdown() {
        return values.shutdownHook == ShutdownHook.CLOSES_THE_WORKER;
    }

    ShutdownHook shutdownHook() {
        return values.shutdownHook;
    }

    /** All settings, by name. */
    @Override
    public String toString() {
        return "WorkerSettings[name=" + name() + ", slots=" + slots() + ", queues=" + queues() + ", pollInterval="
                + pollInterval() + ", timeToLive=" + timeToLive() + ", closeGrace=" + closeGrace() + ", killGrace="
                + killGrace() + ", retention=" + retention() + ", unreadableGrace=" + unreadableGrace()
                + timeLimit().map(time -> ", timeLimit=" + time).orElse("")
                + silenceLimit().map(time -> ", silenceLimit=" + time).orElse("")
                + ", logLimits=" + logLimits() + ", closesAtShutdown=" + closesAtShutdown() + "]";
    }

    /** Collects the settings of a worker. Not safe to share between threads. */
    public static final class Builder {
        private String name = "worker-" + ProcessHandle.current().pid();
        private Set<String> queues = Set.of(JobRequest.DEFAULT_QUEUE);
        private int slots = Math.max(2, Runtime.getRuntime().availableProcessors());
        private Duration pollInterval = Duration.ofSeconds(1);
        private Duration timeToLive = Duration.ofSeconds(30);
        private Duration closeGrace = Duration.ofSeconds(10);
        private Duration killGrace = Duration.ofSeconds(5);
        private Duration retention = Duration.ofDays(7);
        private Duration unreadableGrace = Duration.ofMinutes(5);
        private AttemptLimits limits = AttemptLimits.NONE;
        private LogLimits logLimits = LogLimits.STANDARD;
        private Optional<ThreadFactory> threads = Optional.empty();
        private ShutdownHook shutdownHook = ShutdownHook.IS_THE_CALLERS;

        private Builder() {}

        private Builder(final Builder other) {
            name = other.name;
            queues = other.queues;
            slots = other.slots;
            pollInterval = other.pollInterval;
            timeToLive = other.timeToLive;
            closeGrace = other.closeGrace;
            killGrace = other.killGrace;
            retention = other.retention;
            unreadableGrace = other.unreadableGrace;
            limits = other.limits;
            logLimits = other.logLimits;
            threads = other.threads;
            shutdownHook = other.shutdownHook;
        }

        /**
         * The number of jobs that run at once; by default as many as the machine has processors, but at least 2.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder slots(final int number) {
            if (number < 1) {
                throw new IllegalArgumentException("a worker has at least 1 slot, but " + number + " were asked for");
            }
            this.slots = number;
            return this;
        }

        /**
         * The queues that the worker serves, all alike; {@value JobRequest#DEFAULT_QUEUE} alone by default.
         *
         * @throws IllegalArgumentException if there is none
         */
        public Builder queues(final String... names) {
            if (names.length == 0) {
                throw new IllegalArgumentException("a worker serves at least one queue");
            }
            this.queues = Set.of(names);
            return this;
        }

        /** The name that operators know the worker by, which need not be unique; by default {@code worker-} and the process id. */
        public Builder name(final String text) {
            this.name = requireNonNull(text, "text");
            return this;
        }

        /**
         * The time between two questions for jobs and for cancels where no signal of the store comes; at least 10 ms, 1 s by
         * default. A store whose signals are known to arrive may let the worker leave out questions for jobs, for some seconds
         * ({@link dev.jobs.store.ClaimForesight#LONGEST}).
         */
        public Builder pollInterval(final Duration time) {
            this.pollInterval = requireNonNull(time, "time");
            return this;
        }

        /**
         * The time that the store counts the worker as alive without a heartbeat; 30 s by default, at least three poll
         * intervals and twice the kill grace. After so long the jobs of a worker that was killed are run again. A worker that
         * cannot reach its store ends its work earlier, by the kill grace and a tenth of this time.
         */
        public Builder timeToLive(final Duration time) {
            this.timeToLive = requireNonNull(time, "time");
            return this;
        }

        /** The time that {@link Worker#close()} lets work go on; 10 s by default. */
        public Builder closeGrace(final Duration time) {
            this.closeGrace = requireNonNull(time, "time");
            return this;
        }

        /** The time that a child process may take to end after SIGTERM, before SIGKILL; 5 s by default. */
        public Builder killGrace(final Duration time) {
            this.killGrace = requireNonNull(time, "time");
            return this;
        }

        /** The time that finished jobs are kept; 7 days by default. The shortest of the workers of a store decides. */
        public Builder retention(final Duration time) {
            this.retention = requireNonNull(time, "time");
            return this;
        }

        /**
         * The time that a job whose payload this worker cannot read, as one of a newer version of the service, waits for a
         * worker that can; 5 minutes by default. Such a job goes back to its queue, the attempt does not count, and this worker
         * is not given it again. It fails when this time is over and no live worker is left that may be able to read it. Let
         * it be longer than a deployment takes until the first worker of the new version runs.
         */
        public Builder unreadableGrace(final Duration time) {
            this.unreadableGrace = requireNonNull(time, "time");
            return this;
        }

        /**
         * The most time that an attempt may take, from the begin of its handler; none by default. It holds for jobs that have no
         * {@linkplain AttemptLimits time limit} of their own. An attempt that reaches it is stopped with all its child
         * processes, as by a cancel, and has then failed.
         *
         * @throws IllegalArgumentException if it is not from 1 ms to 36,500 days
         */
        public Builder timeLimit(final Duration time) {
            this.limits = limits.withTimeLimit(requireNonNull(time, "time"));
            return this;
        }

        /**
         * The most time for which an attempt may show no sign of life; none by default. Such a sign is a stage, progress, a line of
         * the log, or any output of a child process. It holds for jobs that have no {@linkplain AttemptLimits silence limit} of
         * their own. The same comes of it as of the time limit.
         *
         * @throws IllegalArgumentException if it is not from 1 ms to 36,500 days
         */
        public Builder silenceLimit(final Duration time) {
            this.limits = limits.withSilenceLimit(requireNonNull(time, "time"));
            return this;
        }

        /**
         * The most that is kept of a job's log, and the most that waits in this process's memory to be written for each job that
         * runs; 1,000 lines, 256 KiB and 2,000 characters of a line by default.
         */
        public Builder logLimits(final LogLimits most) {
            this.logLimits = requireNonNull(most, "most");
            return this;
        }

        /**
         * The factory of the handlers' threads: a new one for each job. By default they are virtual threads where the JDK has
         * them, and else daemons.
         */
        public Builder threads(final ThreadFactory factory) {
            this.threads = Optional.of(requireNonNull(factory, "factory"));
            return this;
        }

        /**
         * Closes the worker when the process is asked to end, by SIGTERM, Ctrl-C or {@link System#exit}: what it runs is
         * finished within the close grace or handed back, so that no job waits for this worker's time to live. For programs
         * that have no shutdown of their own; the store must stay open until the process ends.
         */
        public Builder closeAtShutdown() {
            this.shutdownHook = ShutdownHook.CLOSES_THE_WORKER;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if the times do not fit together; the message has them
         */
        public WorkerSettings build() {
            return new WorkerSettings(new Builder(this));
        }
    }
}
