package dev.jobs.micrometer;

import dev.jobs.JobRequest;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The context of an observation of one call that submits jobs. Its carrier gets what tracing lets travel, which becomes attributes of the
 * jobs. For one call.
 */
public final class SubmitContext extends SenderContext<Map<String, String>> {
    private final List<JobRequest> requests;

    SubmitContext(final List<JobRequest> requests) {
        super(
                (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                },
                Kind.PRODUCER);
        this.requests = requests;
        setCarrier(new LinkedHashMap<>());
    }

    /** The requests of the call, at least one. */
    public List<JobRequest> requests() {
        return requests;
    }
}
