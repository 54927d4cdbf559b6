package dev.jobs.micrometer;

import dev.jobs.Job;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.StopReason;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The context of an observation of one run of a handler. Its carrier is the attributes of the job. For one run. */
public final class RunContext extends ReceiverContext<Map<String, String>> {
    private final JobContext<?> context;
    private volatile boolean over;

    RunContext(final JobContext<?> context) {
        super((carrier, name) -> carrier.get(name), Kind.CONSUMER);
        this.context = context;
        setCarrier(context.job().attributes());
    }

    /** The job that runs: its attempt is this one. */
    public Job job() {
        return context.job();
    }

    /** The reason for which the run was told to stop, if it was. */
    public Optional<StopReason> stopReason() {
        return context.stopReason();
    }

    /** The handler has returned or thrown. */
    void ended() {
        over = true;
    }

    /**
     * The outcome of the run as a value of a tag: {@code completed}, {@code failed}, or the reason to stop, such as {@code cancelled};
     * {@code none} while it goes on.
     */
    public String outcome() {
        if (!over) {
            return "none";
        }
        return stopReason()
                .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                .orElseGet(() -> getError() == null ? "completed" : "failed");
    }
}
