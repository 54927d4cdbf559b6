package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.store.LogLimits;
import dev.jobs.worker.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the application's worker. What is not set has the default of {@link WorkerSettings.Builder}.
 *
 * @param enabled Whether this application runs the jobs that it has handlers for.
 * @param name Name that operators know the worker by. By default the application's name, or "worker", and the process id.
 * @param slots Number of jobs that run at once. By default as many as the machine has processors, but at least 2.
 * @param queues Queues that the worker serves, all alike. The queue "default" by default.
 * @param pollInterval Time between two questions for jobs and cancels where no signal of the store comes, at least 10ms. 1s by default.
 * @param timeToLive Time that the store counts the worker as alive without a heartbeat. At least three poll intervals and twice the kill grace. 30s by default.
 * @param closeGrace Time that the close of the application lets work go on before it is handed back. 10s by default.
 * @param killGrace Time that a child process may take to end after SIGTERM, before SIGKILL. 5s by default.
 * @param retention Time that finished jobs are kept. The shortest of all workers decides. 7d by default.
 * @param unreadableGrace Time that a job whose payload this worker cannot read waits for a worker that can. Longer than a deployment takes. 5m by default.
 * @param timeLimit Most time that an attempt may take whose job has no time limit of its own. None by default.
 * @param silenceLimit Most time without a sign of life for an attempt whose job has no silence limit of its own. None by default.
 * @param logLimits The most that is kept of a job's log.
 */
@ConfigurationProperties("jobs.worker")
record WorkerProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String name,
        @Nullable Integer slots,
        @DefaultValue List<String> queues,
        @Nullable Duration pollInterval,
        @Nullable Duration timeToLive,
        @Nullable Duration closeGrace,
        @Nullable Duration killGrace,
        @Nullable Duration retention,
        @Nullable Duration unreadableGrace,
        @Nullable Duration timeLimit,
        @Nullable Duration silenceLimit,
        @DefaultValue Log logLimits) {
    /**
     * The most that is kept of a job's log.
     *
     * @param lines Lines of a job, from 1 to 100000. 1000 by default.
     * @param bytes Bytes of a job, from 1000 to 67108864. 262144 by default.
     * @param lineLength Characters of a line, from 80 to 20000. 2000 by default.
     */
    record Log(
            @Nullable Integer lines,
            @Nullable Integer bytes,
            @Nullable Integer lineLength) {
        private LogLimits limits() {
            final LogLimits standard = LogLimits.STANDARD;
            return new LogLimits(
                    or(lines, standard.lines()), or(bytes, standard.bytes()), or(lineLength, standard.lineLength()));
        }

        private static int or(final @Nullable Integer value, final int standard) {
            return value == null ? standard : value;
        }
    }

    /**
     * The settings as a value.
     *
     * @param application the name of the application, if it has one
     * @throws IllegalArgumentException if a setting is out of its range
     */
    WorkerSettings settings(final Optional<String> application) {
        final WorkerSettings.Builder settings = WorkerSettings.builder();
        application.ifPresent(
                text -> settings.name(text + "-" + ProcessHandle.current().pid()));
        Optional.ofNullable(name).ifPresent(settings::name);
        Optional.ofNullable(slots).ifPresent(settings::slots);
        if (!queues.isEmpty()) {
            settings.queues(queues.toArray(String[]::new));
        }
        Optional.ofNullable(pollInterval).ifPresent(settings::pollInterval);
        Optional.ofNullable(timeToLive).ifPresent(settings::timeToLive);
        Optional.ofNullable(closeGrace).ifPresent(settings::closeGrace);
        Optional.ofNullable(killGrace).ifPresent(settings::killGrace);
        Optional.ofNullable(retention).ifPresent(settings::retention);
        Optional.ofNullable(unreadableGrace).ifPresent(settings::unreadableGrace);
        Optional.ofNullable(timeLimit).ifPresent(settings::timeLimit);
        Optional.ofNullable(silenceLimit).ifPresent(settings::silenceLimit);
        return settings.logLimits(logLimits.limits()).build();
    }
}
