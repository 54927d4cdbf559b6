package dev.jobs.worker.attempt;

import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobHandler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The interceptors of a worker, the outermost first. Immutable. */
final class Interceptors {
    private final List<HandlerInterceptor> all;

    Interceptors(final List<HandlerInterceptor> all) {
        this.all = List.copyOf(all);
    }

    /** Runs a handler with all interceptors around it. */
    <P, R> Optional<R> run(final JobContext<P> context, final JobHandler<P, R> handler) throws Exception {
        return all.isEmpty() ? Optional.ofNullable(handler.handle(context)) : new Run<>(context, handler).from(0);
    }

    /** One run. For one thread. */
    private final class Run<P, R> {
        private final JobContext<P> context;
        private final JobHandler<P, R> handler;

        Run(final JobContext<P> context, final JobHandler<P, R> handler) {
            this.context = context;
            this.handler = handler;
        }

        Optional<R> from(final int index) throws Exception {
            if (index == all.size()) {
                return Optional.ofNullable(handler.handle(context));
            }
            final HandlerInterceptor interceptor = all.get(index);
            final Rest<R> rest = new Rest<>(() -> from(index + 1));
            interceptor.intercept(context, rest);
            return rest.outcome(interceptor);
        }
    }

    /** The run of the handler and the inner interceptors. */
    private interface Inner<R> {
        Optional<R> run() throws Exception;
    }

    /** The call of an interceptor, which keeps the result or the failure. */
    private static final class Rest<R> implements HandlerInterceptor.Call {
        private final Inner<R> inner;
        private final Thread thread = Thread.currentThread();
        private boolean called;
        private Optional<R> result = Optional.empty();
        private Optional<Throwable> failure = Optional.empty();

        Rest(final Inner<R> inner) {
            this.inner = inner;
        }

        @Override
        public @Nullable Object proceed() throws Exception {
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException("An interceptor calls the handler on the handler's thread only");
            }
            if (called) {
                throw new IllegalStateException("An interceptor calls the handler once only");
            }
            called = true;
            try {
                result = inner.run();
                return result.orElse(null);
            } catch (final Exception | Error e) {
                failure = Optional.of(e);
                throw e;
            }
        }

        /** The result, or the failure even if the interceptor kept it back. */
        Optional<R> outcome(final HandlerInterceptor interceptor) throws Exception {
            if (!called) {
                throw new IllegalStateException("The interceptor "
                        + interceptor.getClass().getName() + " has returned without a call of the handler");
            }
            if (failure.isPresent() && failure.get() instanceof Exception exception) {
                throw exception;
            }
            if (failure.isPresent() && failure.get() instanceof Error error) {
                throw error;
            }
            return result;
        }
    }
}
