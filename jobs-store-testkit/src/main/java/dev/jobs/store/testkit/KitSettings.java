package dev.jobs.store.testkit;

import java.time.Duration;

/** How thorough and how patient the tests are, by system property. Read at every use, so that a test can change it. */
final class KitSettings {
    private KitSettings() {}

    /** How often each race is run. */
    static int rounds() {
        return Integer.getInteger("jobs.testkit.rounds", 300);
    }

    /** How many sequences of random operations are compared with the model. */
    static int sequences() {
        return Integer.getInteger("jobs.testkit.sequences", 30);
    }

    /** How long a test waits for what must come. */
    static Duration patience() {
        return Duration.ofSeconds(Integer.getInteger("jobs.testkit.patience", 60));
    }
}
