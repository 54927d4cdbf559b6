package dev.jobs.chaos;

import dev.jobs.JobType;
import java.util.Random;

/**
 * What a job of the run is to do.
 *
 * @param kind in which way
 * @param millis how long, about
 */
record Order(Kind kind, int millis) {
    static final JobType<Order, String> TYPE = JobType.of("chaos", Order.class, String.class);

    /** The ways of a job. */
    enum Kind {
        /** Ends well and soon. */
        QUICK,
        /** Says stages and progress, and ends well. */
        TALKATIVE,
        /** Fails in its first attempt. */
        FAILS_ONCE,
        /** Fails in each attempt. */
        FAILS,
        /** Runs a tree of child processes. */
        TREE,
        /** The same, with one that ignores SIGTERM. */
        DEAF_TREE,
        /** Does not heed its cancellation for a while. */
        DEAF,
        /** Runs a command whose start hangs until it is cancelled. */
        HANGS,
        /** Ends its worker's process. */
        KILLS_ITS_WORKER
    }

    static Order random(final Random random) {
        final int dice = random.nextInt(1_000);
        if (dice < 3) {
            return new Order(Kind.KILLS_ITS_WORKER, 0);
        }
        if (dice < 60) {
            return new Order(Kind.FAILS_ONCE, random.nextInt(100));
        }
        if (dice < 100) {
            return new Order(Kind.FAILS, random.nextInt(50));
        }
        if (dice < 240) {
            return new Order(Kind.TREE, 100 + random.nextInt(3_000));
        }
        if (dice < 270) {
            return new Order(Kind.DEAF_TREE, 100 + random.nextInt(2_000));
        }
        if (dice < 300) {
            return new Order(Kind.DEAF, random.nextInt(1_500));
        }
        if (dice >= 985) {
            return new Order(Kind.HANGS, 0);
        }
        return dice < 500
                ? new Order(Kind.TALKATIVE, random.nextInt(1_500))
                : new Order(Kind.QUICK, random.nextInt(200));
    }
}
