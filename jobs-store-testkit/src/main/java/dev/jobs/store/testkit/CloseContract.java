package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The promises of closing: every later call says so, no call hangs, and no thread is left. */
abstract class CloseContract extends ContractFixture {
    CloseContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final WorkerId WORKER = WorkerId.random();

    /** One call of each method. */
    static Map<String, Consumer<JobStore>> everyCall() {
        final JobId id = JobId.random();
        final WorkerProfile profile = WorkerProfile.builder("contract")
                .types(Set.of(TYPE))
                .queues(Set.of(QUEUE))
                .slots(1)
                .build();
        final Map<String, Consumer<JobStore>> calls = new LinkedHashMap<>();
        calls.put("submit", store -> store.submit(request().build()));
        calls.put("find", store -> store.find(id));
        calls.put("poll", store -> store.poll(id));
        calls.put("cancel", store -> store.cancel(id));
        calls.put("list", store -> store.list(JobQuery.all()));
        calls.put("rerun", store -> store.rerun(id));
        calls.put("log", store -> store.log(id, 0, 10));
        calls.put("attempts", store -> store.attempts(id));
        calls.put(
                "claim",
                store -> store.claim(ClaimRequest.builder(WORKER)
                        .types(Set.of(TYPE))
                        .queues(Set.of(QUEUE))
                        .limit(1)
                        .build()));
        calls.put("report", store -> store.report(completed(new Lease(id, 1, WorkerId.random()), "1")));
        calls.put(
                "heartbeat",
                store -> store.heartbeat(Heartbeat.builder(WORKER, profile)
                        .timeToLive(Duration.ofMinutes(1))
                        .build()));
        calls.put("recover", JobStore::recover);
        calls.put("prune", store -> store.prune(Duration.ofHours(1), 10));
        calls.put("overview", JobStore::overview);
        calls.put("workers", JobStore::workers);
        calls.put(
                "search",
                store -> store.search(JobSearch.builder(JobQuery.all()).build()));
        calls.put("failures", store -> store.failures(Instant.EPOCH));
        calls.put("history", store -> store.history(HistoryQuery.last(Duration.ofHours(1), Instant.now())));
        calls.put(
                "rerunAll",
                store -> store.rerunAll(
                        JobSearch.builder(JobQuery.all().withTypes("none")).build()));
        calls.put("delete", store -> store.delete(JobId.random()));
        calls.put(
                "pause",
                store -> store.pause(
                        PauseRequest.builder(PauseTarget.queue("none")).build()));
        calls.put("resume", store -> store.resume(PauseTarget.queue("none")));
        calls.put("pauses", JobStore::pauses);
        calls.put("orderQueue", store -> store.orderQueue("none", QueueOrder.SUBMISSION));
        calls.put("queueOrder", store -> store.queueOrder("none"));
        calls.put("subscribe", store -> store.subscribe(signal -> {}).close());
        return calls;
    }

    @Test
    final void everyCallOfAClosedStoreSaysThatItIsClosed() {
        everyCall().values().forEach(call -> call.accept(store));

        store.close();

        everyCall()
                .forEach((name, call) -> assertThatThrownBy(() -> call.accept(store))
                        .as(name)
                        .isInstanceOf(JobStoreClosedException.class));
    }

    @Test
    final void aSecondCloseDoesNothing() {
        store.close();

        store.close();
    }

    @Test
    final void aSubscriptionCanBeClosedAfterItsStore() {
        final var subscription = store.subscribe(signal -> {});
        store.close();

        subscription.close();
    }

    @Test
    final void callsUnderWayAtACloseEndNormallyOrSayThatTheStoreIsClosed() throws InterruptedException {
        final List<Consumer<JobStore>> calls = List.copyOf(everyCall().values());
        final AtomicBoolean givenUp = new AtomicBoolean();
        try {
            for (int round = 0; round < 3; round++) {
                final JobStore closing = round == 0 ? store : anotherNewStore();
                final CountDownLatch started = new CountDownLatch(calls.size());
                final Threads threads = new Threads();
                for (final Consumer<JobStore> call : calls) {
                    threads.start(() -> {
                        call.accept(closing);
                        started.countDown();
                        try {
                            while (!givenUp.get()) {
                                call.accept(closing);
                            }
                        } catch (final JobStoreClosedException e) {
                            return;
                        }
                    });
                }
                started.await();

                closing.close();

                threads.join();
            }
        } finally {
            givenUp.set(true);
        }
    }

    @Test
    final void noThreadOfTheLibraryIsLeftBehind() {
        final Set<Thread> before = jobsThreads();
        final JobStore closing = anotherNewStore();
        closing.subscribe(signal -> {});
        everyCall().values().forEach(call -> call.accept(closing));

        closing.close();

        Await.until("the store's threads have ended", () -> before.containsAll(jobsThreads()));
    }

    private static Set<Thread> jobsThreads() {
        final Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("jobs-"));
        return threads;
    }

    @Test
    final void oneStoreClosedLeavesAnotherOnTheSameJobsOpen() {
        final JobStore second = secondStore();
        final JobId id = submit();

        store.close();

        assertThat(second.find(id)).isPresent();
        everyCall().values().forEach(call -> call.accept(second));
    }
}
