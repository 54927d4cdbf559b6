package dev.jobs.store.jdbc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedLookupTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void endAllThreads() {
        letGo.countDown();
        threads.shutdownNow();
    }

    private SharedLookup<Integer> lookup(final Duration fresh, final Duration usable) {
        return new SharedLookup<>(0, fresh, usable, now::get);
    }

    private Integer current(final SharedLookup<Integer> shared) throws Exception {
        return shared.current(looks::incrementAndGet);
    }

    /** Looks until it is let go; what it found. */
    private Future<Integer> slowLook(final SharedLookup<Integer> shared) throws Exception {
        final Future<Integer> look = threads.submit(() -> shared.current(() -> {
            begun.countDown();
            awaitLetGo();
            return looks.incrementAndGet();
        }));
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return look;
    }

    private void awaitLetGo() {
        try {
            letGo.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsFreshIsNotLookedUpAgain() throws Exception {
        final SharedLookup<Integer> shared = lookup(LONG, LONG);

        assertThat(current(shared)).isEqualTo(1);
        assertThat(current(shared)).isEqualTo(1);
    }

    @Test
    void whatIsNoLongerFreshIsLookedUpAgain() throws Exception {
        final SharedLookup<Integer> shared = lookup(LONG, LONG);
        assertThat(current(shared)).isEqualTo(1);

        now.addAndGet(LONG.toNanos());

        assertThat(current(shared)).isEqualTo(2);
    }

    @Test
    void whileOneLooksTheOthersGoOnWithWhatThereIs() throws Exception {
        final SharedLookup<Integer> shared = lookup(Duration.ZERO, LONG);
        assertThat(current(shared)).isEqualTo(1);
        final Future<Integer> look = slowLook(shared);

        final Future<Integer> other = threads.submit(() -> current(shared));

        assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        letGo.countDown();
        assertThat(look.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void whatIsTooOldIsForNobodyToGoOnWith() throws Exception {
        final SharedLookup<Integer> shared = lookup(Duration.ZERO, Duration.ZERO);
        assertThat(current(shared)).isEqualTo(1);
        final Future<Integer> look = slowLook(shared);

        final Future<Integer> other = threads.submit(() -> current(shared));
        Await.until("the other waits, or is answered", () -> other.isDone() || shared.isAwaited());
        letGo.countDown();

        assertThat(look.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void beforeTheFirstLookNobodyGoesOn() throws Exception {
        final SharedLookup<Integer> shared = lookup(Duration.ZERO, LONG);
        final Future<Integer> look = slowLook(shared);

        final Future<Integer> other = threads.submit(() -> current(shared));
        Await.until("the other waits, or is answered", () -> other.isDone() || shared.isAwaited());
        letGo.countDown();

        assertThat(look.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
    }
}
