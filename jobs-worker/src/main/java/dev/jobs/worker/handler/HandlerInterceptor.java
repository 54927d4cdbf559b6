package dev.jobs.worker.handler;

import org.jspecify.annotations.Nullable;

/**
 * Runs around each run of a worker's handlers, on the handler's thread: for thread-locals such as a trace or a tenant, for
 * spans, for checks that concern every handler.
 *
 * <p>Of several interceptors the first that was added is the outermost. An interceptor is called once the payload has been
 * read, for every attempt whose handler is to run. It serves several jobs at once, each on a thread of its own, so it must be
 * safe to share between threads. What it puts on the thread it takes away again.
 *
 * <p>An interceptor sees the result or the exception of the handler, and changes neither: it can only add a failure.
 */
@FunctionalInterface
public interface HandlerInterceptor {
    /**
     * Does what is to be done around a run, and in between calls {@link Call#proceed()} once, on this thread.
     *
     * <p>What this throws counts as the handler's failure, a {@link PermanentFailureException} included. If it returns without
     * having called the handler, the attempt has failed. If it keeps back the handler's exception, that exception is the
     * failure all the same.
     *
     * @param context the context that the handler gets
     * @param next the next interceptor, or the handler
     * @throws Exception if the attempt is to fail; what {@code next} threw, as a rule
     */
    void intercept(JobContext<?> context, Call next) throws Exception;

    /** The rest of a run: the interceptors that come next, and the handler. For the handler's thread, and for one call. */
    interface Call {
        /**
         * Runs the rest.
         *
         * @return the handler's result; null for none
         * @throws Exception what the handler or an inner interceptor threw
         * @throws IllegalStateException at a second call, or on another thread
         */
        @Nullable
        Object proceed() throws Exception;
    }
}
