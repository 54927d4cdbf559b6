package dev.jobs.store.jdbc.postgresql.signal;

import java.util.UUID;

/** The name under which one store sends signals, by which it knows its own test messages again. Immutable. */
record OwnName(String text) {
    static OwnName random() {
        return new OwnName(UUID.randomUUID().toString());
    }

    /** The channel of its test messages. */
    String channel() {
        return "jobs_" + text.replace("-", "");
    }
}
