package dev.jobs.spring.autoconfigure.http;

import dev.jobs.http.servlet.JobsServlet;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the held polls and streams of the servlet when the application stops: after the worker, so that clients still hear of its last jobs, and
 * before the web server, which would take their connections away.
 */
final class ServletLifecycle implements SmartLifecycle {
    /** Between the worker's and that of the web server's graceful shutdown, which is 1024 below the default. */
    static final int PHASE = DEFAULT_PHASE - 512;

    private final JobsServlet servlet;
    private volatile boolean isRunning;

    ServletLifecycle(final JobsServlet servlet) {
        this.servlet = servlet;
    }

    @Override
    public void start() {
        isRunning = true;
    }

    @Override
    public void stop() {
        isRunning = false;
        servlet.close();
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
