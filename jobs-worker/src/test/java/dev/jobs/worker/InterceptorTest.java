package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Interceptors around the runs of handlers: their order, what they see, and what they can change. */
class InterceptorTest extends WorkerTest {
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final List<String> steps = new CopyOnWriteArrayList<>();

    private HandlerInterceptor noting(final String name) {
        return (context, next) -> {
            steps.add(name + " before " + context.payload());
            try {
                steps.add(name + " sees " + next.proceed());
            } catch (final Exception | Error e) {
                steps.add(name + " sees " + e.getMessage());
                throw e;
            }
        };
    }

    @Test
    void theFirstInterceptorIsTheOutermostAndAllSeeTheResult() throws InterruptedException {
        started(worker().interceptor(noting("outer"))
                .interceptor(noting("inner"))
                .handle(ECHO, context -> "result of " + context.payload()));

        final Job job = finished(submit("x"));

        assertThat(steps)
                .containsExactly(
                        "outer before x", "inner before x", "inner sees result of x", "outer sees result of x");
        assertThat(job.result()).hasValueSatisfying(json -> assertThat(json).contains("result of x"));
    }

    @Test
    void allSeeTheFailureOfTheHandler() throws InterruptedException {
        started(worker().interceptor(noting("outer"))
                .interceptor(noting("inner"))
                .handle(ECHO, context -> {
                    throw new IllegalStateException("no such luck");
                }));

        final Job job = finished(submitRetried("x", 1));

        assertThat(steps)
                .containsExactly(
                        "outer before x", "inner before x", "inner sees no such luck", "outer sees no such luck");
        assertThat(job.error()).contains("no such luck");
    }

    @Test
    void anInterceptorRunsOnTheHandlersThread() throws InterruptedException {
        started(worker().interceptor((context, next) -> {
                    TENANT.set("tenant of " + context.job().owner().orElseThrow());
                    try {
                        next.proceed();
                    } finally {
                        TENANT.remove();
                    }
                })
                .handle(ECHO, context -> TENANT.get()));
        final JobId id = store.submit(ECHO.requestBuilder("x").owner("ada").build());

        assertThat(finished(id).result())
                .hasValueSatisfying(json -> assertThat(json).contains("tenant of ada"));
    }

    @Test
    void whatAnInterceptorThrowsIsTheFailureOfTheAttempt() throws InterruptedException {
        started(worker().interceptor((context, next) -> {
                    next.proceed();
                    throw new PermanentFailureException("not on a Sunday");
                })
                .handle(ECHO, JobContext::payload));

        final Job job = finished(submitRetried("x", 3));

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.error()).contains("not on a Sunday");
    }

    @Test
    void anErrorOfAnInterceptorCostsNoSlot() throws InterruptedException {
        started(worker().slots(1)
                .interceptor((context, next) -> {
                    if (context.payload().equals("bad")) {
                        throw new NoClassDefFoundError("for a test");
                    }
                    next.proceed();
                })
                .handle(ECHO, JobContext::payload));

        assertThat(finished(submitRetried("bad", 1)).error()).contains("NoClassDefFoundError: for a test");
        assertThat(finished(submit("good")).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    void anInterceptorCannotKeepAFailureBack() throws InterruptedException {
        started(worker().interceptor(noting("outer"))
                .interceptor((context, next) -> {
                    try {
                        next.proceed();
                    } catch (final IllegalStateException kept) {
                        steps.add("kept back");
                    }
                })
                .handle(ECHO, context -> {
                    throw new IllegalStateException("no such luck");
                }));

        assertThat(finished(submitRetried("x", 1)).error()).contains("no such luck");
        assertThat(steps).containsExactly("outer before x", "kept back", "outer sees no such luck");
    }

    @Test
    void anAttemptFailsWhoseInterceptorDoesNotCallTheHandler() throws InterruptedException {
        started(worker().interceptor((context, next) -> {}).handle(ECHO, context -> {
            steps.add("run");
            return "result";
        }));

        final Job job = finished(submitRetried("x", 1));

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.error())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("InterceptorTest")
                        .contains("has returned without a call of the handler"));
        assertThat(steps).isEmpty();
    }

    @Test
    void aHandlerIsCalledOnceOnItsOwnThread() throws InterruptedException {
        final List<String> refusals = new ArrayList<>();
        started(worker().interceptor((context, next) -> {
                    try {
                        CompletableFuture.runAsync(() -> {
                                    try {
                                        next.proceed();
                                    } catch (final Exception e) {
                                        throw new CompletionException(e);
                                    }
                                })
                                .join();
                    } catch (final CompletionException elsewhere) {
                        refusals.add(String.valueOf(elsewhere.getCause()));
                    }
                    next.proceed();
                    try {
                        next.proceed();
                    } catch (final IllegalStateException again) {
                        refusals.add(again.toString());
                    }
                })
                .handle(ECHO, context -> {
                    steps.add("run");
                    return "result";
                }));

        assertThat(finished(submit("x")).status()).isEqualTo(JobStatus.COMPLETE);

        assertThat(steps).containsExactly("run");
        assertThat(refusals)
                .containsExactly(
                        "java.lang.IllegalStateException: An interceptor calls the handler on the handler's thread only",
                        "java.lang.IllegalStateException: An interceptor calls the handler once only");
    }

    @Test
    void aStopInterruptsAnInterceptor() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(worker().interceptor((context, next) -> {
                    begun.countDown();
                    try {
                        waitForInterrupt();
                    } finally {
                        steps.add("stop " + context.shouldStop());
                    }
                })
                .handle(ECHO, JobContext::payload));
        final JobId id = submit("x");
        begun.await();

        store.cancel(id);

        assertThat(finished(id).status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(steps).containsExactly("stop true");
    }
}
