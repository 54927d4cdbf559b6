package dev.jobs.worker.attempt;

import dev.jobs.worker.handler.StopReason;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** The owner of attempts whose lease is certain and whose events concern nobody. */
public class SilentOwner implements Attempt.Owner {
    /** An owner. */
    public SilentOwner() {}

    @Override
    public boolean isCertain() {
        return true;
    }

    @Override
    public void hasNews(final Attempt attempt) {}

    @Override
    public void started(final Attempt attempt) {}

    @Override
    public void stopRequested(final Attempt attempt, final StopReason reason) {}

    @Override
    public void stuck(final Attempt attempt) {}

    @Override
    public void startAside(final Runnable task) {
        final Thread thread = new Thread(task, "jobs-aside");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }
}
