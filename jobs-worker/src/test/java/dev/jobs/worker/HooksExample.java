package dev.jobs.worker;

import dev.jobs.AttemptLimits;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandTimedOutException;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.listener.WorkerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.MDC;

/** The code of docs/workers.md. */
final class HooksExample {
    static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);

    static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private HooksExample() {}

    // settings
    static Worker start(JobStore store, List<TypedHandler<?, ?>> handlers) {
        WorkerSettings settings = WorkerSettings.builder()
                .name("audio")
                .slots(4)
                .queues("fast", "default")
                .build();
        Worker.Builder builder = Worker.builder(store).settings(settings);
        handlers.forEach(builder::handle);
        return builder.interceptor(new TenantOfTheJob())
                .listener(new Outcomes())
                .start();
    }

    // settings end

    // interceptor
    static final class TenantOfTheJob implements HandlerInterceptor {
        @Override
        public void intercept(JobContext<?> context, Call next) throws Exception {
            TENANT.set(context.job().owner().orElse("nobody"));
            try {
                next.proceed();
            } finally {
                TENANT.remove();
            }
        }
    }

    // interceptor end

    // listener
    static final class Outcomes implements WorkerListener {
        static final Map<String, LongAdder> NUMBERS = new ConcurrentHashMap<>();

        @Override
        public void onEnded(WorkerEvent.Ended event) {
            String meter = event.job().type() + " " + event.outcome();
            NUMBERS.computeIfAbsent(meter, unused -> new LongAdder()).increment();
        }
    }

    // listener end

    // limits
    static final JobType<String, String> ENCODE = JobType.of("encode", String.class, String.class)
            .withLimits(
                    AttemptLimits.NONE.withTimeLimit(Duration.ofMinutes(30)).withSilenceLimit(Duration.ofMinutes(2)));

    static String encode(JobContext<String> context) throws InterruptedException {
        Command encoder = Command.of("encoder", context.payload()).logOutput();
        try {
            return context.exec(encoder.timeLimit(Duration.ofMinutes(10))).outputTail();
        } catch (CommandTimedOutException tooSlow) {
            context.log("Ten minutes were not enough: now without a limit of its own");
            return context.exec(encoder).outputTail();
        }
    }

    // limits end

    // mdc
    static Runnable underTheSameNames(Runnable work) {
        Map<String, String> names = MDC.getCopyOfContextMap();
        return () -> {
            MDC.setContextMap(names == null ? Map.of() : names);
            try {
                work.run();
            } finally {
                MDC.clear();
            }
        };
    }

    // mdc end

    static List<TypedHandler<?, ?>> handlers() {
        final List<TypedHandler<?, ?>> all = new ArrayList<>();
        all.add(TypedHandler.of(ECHO, context -> TENANT.get()));
        all.add(TypedHandler.of(ENCODE, HooksExample::encode));
        return all;
    }
}
