package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.spring.ApplicationWorker;
import dev.jobs.worker.Worker;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Starts the application's worker and closes it.
 *
 * <ul>
 *   <li>The worker is put together when all beans are made, so that a wrong handler fails the start before anybody is served.
 *   <li>It starts in the last phase, after the web server, as Spring's own listeners of messages do. Not later: a runner may wait for a
 *       job.
 *   <li>It claims nothing from the moment the context begins to close, and its close is waited for in the first phase of the shutdown,
 *       before the web server, the pools and any other bean end.
 * </ul>
 *
 * <p>Safe to share between threads.
 */
final class WorkerLifecycle
        implements ApplicationWorker,
                SmartLifecycle,
                SmartInitializingSingleton,
                ApplicationListener<ContextClosedEvent>,
                Ordered,
                DisposableBean {
    private final ApplicationContext context;
    private final Supplier<Optional<Worker.Builder>> plan;
    private Optional<Worker.Builder> planned = Optional.empty();
    private volatile Optional<Worker> worker = Optional.empty();
    private volatile boolean running;

    /** @param plan puts the worker together, if there is work for one */
    WorkerLifecycle(final ApplicationContext context, final Supplier<Optional<Worker.Builder>> plan) {
        this.context = context;
        this.plan = plan;
    }

    @Override
    public void afterSingletonsInstantiated() {
        planned = plan.get();
    }

    @Override
    public Optional<Worker> worker() {
        return worker;
    }

    @Override
    public synchronized void start() {
        if (!running) {
            worker = planned.map(Worker.Builder::start);
            running = worker.isPresent();
        }
    }

    /** True until the close is complete, so that the shutdown waits for one that has begun before it. */
    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }

    /** Before all other listeners: some of them may take their time. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(final ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            worker.ifPresent(each -> aside(each::close));
        }
    }

    @Override
    public void stop(final Runnable callback) {
        aside(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public void stop() {
        worker.ifPresent(Worker::close);
        running = false;
    }

    @Override
    public void destroy() {
        stop();
    }

    private static void aside(final Runnable work) {
        new Thread(work, "jobs-spring-close").start();
    }
}
