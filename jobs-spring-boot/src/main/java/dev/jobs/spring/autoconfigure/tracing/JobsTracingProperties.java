package dev.jobs.spring.autoconfigure.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the spans that OpenTelemetry makes of jobs.
 *
 * @param enabled Whether submissions and runs have spans by OpenTelemetry. If not, Micrometer observes them, where it is there.
 * @param runAsChild Whether a run is a child of its submission. By default it begins a trace of its own, which is linked to it.
 * @param carryBaggage Whether the submitter's baggage travels with a job, where it is stored in plain text.
 */
@ConfigurationProperties("jobs.tracing")
record JobsTracingProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("false") boolean runAsChild,
        @DefaultValue("false") boolean carryBaggage) {}
