package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The promises to a thread that is interrupted: its call ends normally or with an exception of the store's, a thread that was
 * interrupted before stays so, and nothing is lost.
 */
abstract class InterruptContract extends ContractFixture {
    InterruptContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void everyCallOfAnInterruptedThreadEndsAndLeavesItInterrupted() throws InterruptedException {
        final Threads threads = new Threads();
        threads.start(() -> CloseContract.everyCall().forEach((name, call) -> {
            Thread.currentThread().interrupt();
            final Optional<Boolean> unused = answer(() -> {
                call.accept(store);
                return true;
            });
            assertThat(Thread.interrupted())
                    .as(name + " leaves its thread interrupted")
                    .isTrue();
        }));

        threads.join();

        CloseContract.everyCall().values().forEach(call -> call.accept(store));
    }

    @Test
    final void nothingIsLostWhenThreadsAreInterruptedInTheirCalls() throws InterruptedException {
        final TestWorker worker = worker();
        final List<JobId> submitted = new ArrayList<>();
        for (int round = 0; round < KitSettings.rounds() / 3; round++) {
            interrupted(() -> store.submit(request().build())).ifPresent(submitted::add);
            final Optional<List<ClaimedJob>> claimed = interrupted(() -> worker.claim(2));
            if (claimed.isEmpty()) {
                worker.lives();
            }
            for (final ClaimedJob job : claimed.orElse(List.of())) {
                interrupted(() -> store.report(completed(job.lease(), "1")));
                store.report(completed(job.lease(), "1"));
            }
        }

        Await.until("all jobs are done", () -> {
            final List<ClaimedJob> claimed = worker.claim(100);
            claimed.forEach(job -> store.report(completed(job.lease(), "1")));
            return claimed.isEmpty();
        });
        assertThat(store.overview().workloads()).as("jobs that have not ended").isEmpty();
        assertThat(store.find(submitted)).hasSameSizeAs(submitted);
        assertThat(store.find(submitted).values())
                .extracting(job -> job.status())
                .containsOnly(JobStatus.COMPLETE);
    }

    /** The answer of a call whose thread is interrupted at some moment of it; empty: an exception of the store's. */
    private static <T> Optional<T> interrupted(final Callable<T> call) throws InterruptedException {
        final CompletableFuture<Thread> caller = new CompletableFuture<>();
        return Threads.race(
                        () -> {
                            caller.complete(Thread.currentThread());
                            return answer(call);
                        },
                        () -> {
                            caller.get(KitSettings.patience().toSeconds(), TimeUnit.SECONDS)
                                    .interrupt();
                            return true;
                        })
                .first();
    }

    private static <T> Optional<T> answer(final Callable<T> call) {
        try {
            return Optional.of(call.call());
        } catch (final JobStoreException e) {
            // The store may say so that it did not wait: that it was interrupted, or could not be reached.
            return Optional.empty();
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new AssertionError("a checked exception left the store", e);
        }
    }
}
