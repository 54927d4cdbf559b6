package dev.jobs.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.WorkerCustomizer;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.annotation.Order;

class WorkerLifecycleTest {
    private static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private ApplicationContextRunner runner() {
        return Application.runner()
                .withBean(
                        "waits",
                        TypedHandler.class,
                        () -> TypedHandler.of(ECHO, context -> {
                            begun.countDown();
                            go.await();
                            events.add("handled");
                            return context.payload();
                        }));
    }

    /** A part of the application that ends in a later phase of the shutdown, as the web server and its pools do. */
    private final class LaterPhase implements SmartLifecycle {
        private volatile boolean running;

        @Override
        public void start() {
            events.add("web server started");
            running = true;
        }

        @Override
        public void stop() {
            events.add("web server stopped");
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return DEFAULT_PHASE - 1024;
        }
    }

    @Test
    void theWorkerStartsAfterTheWebServerAndItsWorkIsFinishedBeforeItStops() {
        runner().withBean(LaterPhase.class, LaterPhase::new)
                .withBean(
                        WorkerCustomizer.class,
                        () -> worker -> worker.listener(new WorkerListener() {
                            @Override
                            public void onStarted(final WorkerEvent.Started event) {
                                events.add("job started");
                            }
                        }))
                .run(context -> {
                    context.getBean(JobStore.class).submit(ECHO.request("x"));
                    begun.await();
                    Application.until(() -> events.contains("job started"));
                    final Thread closing = new Thread(context::close);
                    closing.start();
                    Application.until(() -> !running(context.getBean(ApplicationWorker.class)));
                    go.countDown();
                    closing.join();

                    assertThat(events)
                            .containsExactly("web server started", "job started", "handled", "web server stopped");
                });
    }

    private static boolean running(final ApplicationWorker worker) {
        return worker.worker().filter(Worker::isRunning).isPresent();
    }

    @Test
    void workThatOutlastsTheGraceIsHandedBackBeforeTheStoreIsClosed() {
        runner().withPropertyValues("jobs.worker.close-grace=0s").run(context -> {
            final JobStore store = context.getBean(JobStore.class);
            final JobId id = store.submit(ECHO.request("x"));
            begun.await();

            context.stop();

            assertThat(store.find(id).orElseThrow())
                    .returns(JobStatus.PENDING, Job::status)
                    .returns(0, Job::attempt);
        });
    }

    @Test
    void nothingIsClaimedFromTheMomentTheContextBeginsToClose() {
        final JobType<String, String> later = JobType.of("later", String.class, String.class);
        final List<JobStatus> during = new CopyOnWriteArrayList<>();
        runner().withBean("later", TypedHandler.class, () -> TypedHandler.of(later, each -> "ran"))
                .run(context -> {
                    final JobStore store = context.getBean(JobStore.class);
                    final ApplicationWorker worker = context.getBean(ApplicationWorker.class);
                    context.addApplicationListener((ApplicationListener<ContextClosedEvent>) event -> {
                        Application.until(() -> !running(worker));
                        final JobId id = store.submit(later.request("x"));
                        during.add(store.find(id).orElseThrow().status());
                    });

                    context.close();

                    assertThat(during).containsExactly(JobStatus.PENDING);
                });
    }

    @Test
    void aContextThatIsStartedAgainHasANewWorker() {
        go.countDown();
        runner().run(context -> {
            final JobStore store = context.getBean(JobStore.class);
            final ApplicationWorker worker = context.getBean(ApplicationWorker.class);
            final Worker first = worker.worker().orElseThrow();

            context.stop();
            context.start();

            assertThat(worker.worker().orElseThrow().id()).isNotEqualTo(first.id());
            assertThat(Application.finished(store, store.submit(ECHO.request("x")))
                            .status())
                    .isEqualTo(JobStatus.COMPLETE);
        });
    }

    @Test
    void thereIsNoWorkerWithoutHandlersNorWhereItIsTurnedOff() {
        Application.runner()
                .run(context -> assertThat(
                                context.getBean(ApplicationWorker.class).worker())
                        .isEmpty());
        runner().withPropertyValues("jobs.worker.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(ApplicationWorker.class));
    }

    @Test
    void aShutdownThatGivesTheWorkerTooLittleTimeFailsTheStartWithBothTimes() {
        runner().withPropertyValues("jobs.worker.close-grace=40s")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasMessageContainingAll(
                                "may take 56s",
                                "jobs.worker.close-grace of 40s",
                                "spring.lifecycle.timeout-per-shutdown-phase is 30s"));
        runner().withPropertyValues("jobs.worker.close-grace=40s", "spring.lifecycle.timeout-per-shutdown-phase=56s")
                .run(context -> assertThat(context).hasNotFailed());
        Application.runner()
                .withPropertyValues("jobs.worker.close-grace=40s")
                .run(context -> assertThat(context).hasNotFailed());
    }

    /** Outermost. */
    @Order(1)
    private final class First implements HandlerInterceptor {
        @Override
        public void intercept(final JobContext<?> context, final Call next) throws Exception {
            events.add("first");
            next.proceed();
        }
    }

    /** Inside of it. */
    @Order(2)
    private final class Second implements HandlerInterceptor {
        @Override
        public void intercept(final JobContext<?> context, final Call next) throws Exception {
            events.add("second");
            next.proceed();
        }
    }

    @Test
    void interceptorsListenersAndCustomizersAreBeansInTheirOrder() {
        go.countDown();
        final CountDownLatch heard = new CountDownLatch(1);
        runner().withBean(Second.class, Second::new)
                .withBean(First.class, First::new)
                .withBean(WorkerListener.class, () -> new WorkerListener() {
                    @Override
                    public void onEnded(final WorkerEvent.Ended event) {
                        heard.countDown();
                    }
                })
                .withBean(WorkerCustomizer.class, () -> worker -> worker.slots(7))
                .run(context -> {
                    final JobStore store = context.getBean(JobStore.class);
                    Application.finished(store, store.submit(ECHO.request("x")));
                    heard.await();

                    assertThat(events).containsExactly("first", "second", "handled");
                    assertThat(context.getBean(ApplicationWorker.class).worker())
                            .hasValueSatisfying(
                                    worker -> assertThat(worker.slots()).isEqualTo(7));
                });
    }
}
