package dev.jobs.http.servlet.watch;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows which requests can be answered later, and logs once, with its cure, that one cannot. Safe to share between threads. */
public final class AsyncSupport {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncSupport.class);

    private final AtomicBoolean warned = new AtomicBoolean();

    public boolean isOf(final HttpServletRequest request) {
        if (!request.isAsyncSupported()) {
            warn();
        }
        return request.isAsyncSupported();
    }

    private void warn() {
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "No poll is held and no stream of events stays open, for requests cannot be asynchronous. Register "
                            + "JobsServlet, and each filter before it, with support for that: <async-supported>true in a web.xml, "
                            + "asyncSupported = true in an annotation, setAsyncSupported(true) in code.");
        }
    }
}
