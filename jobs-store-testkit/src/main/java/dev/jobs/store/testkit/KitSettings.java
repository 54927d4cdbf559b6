package dev.jobs.store.testkit;

import java.time.Duration;

/** The thoroughness and patience of the tests, by system property. Read at every use, so that a test can change it. */
final class KitSettings {
    private KitSettings() {}

    /** The number of times that each race is run. */
    static int rounds() {
        return Integer.getInteger("jobs.testkit.rounds", 300);
    }

    /** The number of sequences of random operations that are compared with the model. */
    static int sequences() {
        return Integer.getInteger("jobs.testkit.sequences", 30);
    }

    /** The time for which a test waits for what must come. */
    static Duration patience() {
        return Duration.ofSeconds(Integer.getInteger("jobs.testkit.patience", 60));
    }
}
