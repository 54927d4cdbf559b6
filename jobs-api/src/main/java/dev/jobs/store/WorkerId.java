package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import java.util.UUID;

/** The identity of one worker from its start to its end: two workers never share one, whatever their names. Immutable. */
public record WorkerId(UUID value) {
    public WorkerId {
        requireNonNull(value, "value");
    }

    /** A new id. */
    public static WorkerId random() {
        return new WorkerId(JobId.random().value());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
