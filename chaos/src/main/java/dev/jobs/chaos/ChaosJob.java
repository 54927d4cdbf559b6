package dev.jobs.chaos;

import dev.jobs.JobType;
import java.util.Random;

/**
 * The work of a job of the run.
 *
 * @param kind in which way
 * @param millis how long, about
 */
record ChaosJob(Kind kind, int millis) {
    static final JobType<ChaosJob, String> TYPE = JobType.of("chaos", ChaosJob.class, String.class);

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
        /** Ignores its cancellation for a while. */
        DEAF,
        /** Runs a command whose start hangs until it is cancelled. */
        HANGS,
        /** Ends its worker's process. */
        KILLS_ITS_WORKER
    }

    static ChaosJob random(final Random random) {
        final int dice = random.nextInt(1_000);
        if (dice < 3) {
            return new ChaosJob(Kind.KILLS_ITS_WORKER, 0);
        }
        if (dice < 60) {
            return new ChaosJob(Kind.FAILS_ONCE, random.nextInt(100));
        }
        if (dice < 100) {
            return new ChaosJob(Kind.FAILS, random.nextInt(50));
        }
        if (dice < 240) {
            return new ChaosJob(Kind.TREE, 100 + random.nextInt(3_000));
        }
        if (dice < 270) {
            return new ChaosJob(Kind.DEAF_TREE, 100 + random.nextInt(2_000));
        }
        if (dice < 300) {
            return new ChaosJob(Kind.DEAF, random.nextInt(1_500));
        }
        if (dice >= 985) {
            return new ChaosJob(Kind.HANGS, 0);
        }
        return dice < 500
                ? new ChaosJob(Kind.TALKATIVE, random.nextInt(1_500))
                : new ChaosJob(Kind.QUICK, random.nextInt(200));
    }
}
