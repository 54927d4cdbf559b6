package dev.jobs.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.JobStores;
import dev.jobs.store.operations.Overview;
import dev.jobs.testing.Await;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreMetersTest {
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final JobStore memory = JobStores.open("memory:");
    private final Watched store = new Watched(memory);
    private final AtomicLong clock = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StoreMeters meters = StoreMeters.builder(store)
            .maxAge(MAX_AGE)
            .patience(Duration.ofSeconds(20))
            .ticker(clock::get)
            .build();

    /** Counts the questions, and does not answer while it is out of reach. */
    private static final class Watched extends ForwardingJobStore {
        final AtomicInteger questions = new AtomicInteger();
        volatile boolean outOfReach;
        volatile CountDownLatch mayAnswer = new CountDownLatch(0);

        Watched(final JobStore store) {
            super(store);
        }

        @Override
        public Overview overview() {
            questions.incrementAndGet();
            try {
                mayAnswer.await();
            } catch (final InterruptedException e) {
                throw new JobStoreUnavailableException("interrupted", e);
            }
            if (outOfReach) {
                throw new JobStoreUnavailableException("away", new IllegalStateException("on purpose"));
            }
            return super.overview();
        }
    }

    @AfterEach
    void close() {
        store.mayAnswer.countDown();
        meters.close();
        memory.close();
    }

    private void later(final Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private double value(final String name, final String type) {
        return registry.get(name).tag("type", type).gauge().value();
    }

    private double reachable() {
        return registry.get("jobs.store.reachable").gauge().value();
    }

    private JobId submit(final String type) {
        return memory.submit(JobRequest.builder(type, "{}").build());
    }

    private void bind() {
        meters.bindTo(registry);
        assertThat(reachable()).isEqualTo(1);
    }

    @Test
    void theJobsOfEachTypeAndQueueAreMeasured() {
        submit("a");
        submit("a");
        memory.submit(JobRequest.builder("a", "{}")
                .queue("fast")
                .delay(Duration.ofHours(1))
                .build());

        bind();

        assertThat(registry.get("jobs.store.waiting")
                        .tags("type", "a", "queue", "default")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("jobs.store.unhandled")
                        .tags("type", "a", "queue", "default")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("jobs.store.scheduled")
                        .tags("type", "a", "queue", "fast")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void theAgeIsThatOfTheOldestJobThatMayStart() {
        memory.submit(JobRequest.builder("a", "{}")
                .dueAt(Instant.now().minus(Duration.ofMinutes(5)))
                .build());
        submit("a");

        bind();

        assertThat(value("jobs.store.oldest.age", "a")).isBetween(0.0, 3_600.0);
        final Overview overview = memory.overview();
        final Instant since = overview.workloads().get(0).oldestStartable().orElseThrow();
        assertThat(value("jobs.store.oldest.age", "a"))
                .isLessThanOrEqualTo(Duration.between(since, overview.at()).toMillis() / 1_000.0);
    }

    @Test
    void manyReadersCostOneQuestionUntilItIsTooOld() {
        submit("a");
        bind();

        for (int i = 0; i < 20; i++) {
            registry.getMeters().forEach(meter -> ((Gauge) meter).value());
        }
        assertThat(store.questions).hasValue(1);

        submit("a");
        assertThat(value("jobs.store.waiting", "a")).isEqualTo(1);
        later(MAX_AGE);
        assertThat(value("jobs.store.waiting", "a")).isEqualTo(2);
        assertThat(store.questions).hasValue(2);
    }

    @Test
    void aTypeWithoutJobsIsZero() {
        final JobId id = submit("a");
        bind();
        assertThat(value("jobs.store.waiting", "a")).isEqualTo(1);

        memory.cancel(id);
        later(MAX_AGE);

        assertThat(value("jobs.store.waiting", "a")).isZero();
        assertThat(value("jobs.store.oldest.age", "a")).isZero();
    }

    @Test
    void whileTheStoreIsOutOfReachNoValueIsShown() {
        submit("a");
        bind();

        store.outOfReach = true;
        later(MAX_AGE);
        assertThat(reachable()).isZero();
        assertThat(value("jobs.store.waiting", "a")).isNaN();
        assertThat(store.questions).hasValue(2);

        store.outOfReach = false;
        later(MAX_AGE);
        assertThat(value("jobs.store.waiting", "a")).isEqualTo(1);
        assertThat(reachable()).isEqualTo(1);
    }

    @Test
    void aStoreThatDoesNotAnswerHoldsUpNoReaderForLongerThanThePatience() throws InterruptedException {
        submit("a");
        bind();
        store.mayAnswer = new CountDownLatch(1);
        later(MAX_AGE);
        final Thread reader = new Thread(() -> value("jobs.store.waiting", "a"));
        reader.start();
        Await.until("the question", () -> store.questions.get() == 2);
        later(Duration.ofSeconds(20)); // the patience is over, and what is known is too old

        assertThat(value("jobs.store.waiting", "a")).isNaN();
        assertThat(reachable()).isZero();
        assertThat(store.questions).hasValue(2);
        store.mayAnswer.countDown();
        reader.join();
    }

    @Test
    void typesBeyondTheMaximumAreAddedUp() {
        final StoreMeters bounded =
                StoreMeters.builder(memory).maxTypes(1).ticker(clock::get).build();
        for (int i = 0; i < 5; i++) {
            submit("type" + i);
        }

        try (bounded) {
            bounded.bindTo(registry);
            assertThat(reachable()).isEqualTo(1);

            assertThat(registry.find("jobs.store.waiting").gauges()).hasSize(2);
            assertThat(value("jobs.store.waiting", "other")).isEqualTo(4);
        }
        assertThat(registry.getMeters()).isEmpty();
    }
}
