package dev.jobs.spring.worker;

import dev.jobs.spring.JobHandler;

/** A handler whose class is loaded again at each restart. It answers by which class loader its payload was. */
public class RestartedHandler {
    @JobHandler("restarted")
    public String handle(final RestartedPayload payload) {
        return payload.text() + " by "
                + System.identityHashCode(payload.getClass().getClassLoader());
    }
}
