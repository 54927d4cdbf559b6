package dev.jobs.micrometer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition by looking again and again, up to a bound. */
final class Await {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private Await() {}

    /** Waits until it holds; what says what it is. */
    static void until(final String what, final BooleanSupplier condition) throws InterruptedException {
        final long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > BOUND.toNanos()) {
                throw new AssertionError("Not within " + BOUND + ": " + what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
