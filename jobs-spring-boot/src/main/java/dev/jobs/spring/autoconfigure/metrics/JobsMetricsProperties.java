package dev.jobs.spring.autoconfigure.metrics;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the meters of jobs.
 *
 * @param enabled Whether jobs are measured.
 * @param measureStore Whether this process measures the store. All processes show the same of it: one is enough.
 * @param measureEstimates Whether the estimates that polls give are compared with what came true.
 * @param maxTypes Number of job types that have values of their own; the others share those of the type "other".
 */
@ConfigurationProperties("jobs.metrics")
record JobsMetricsProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean measureStore,
        @DefaultValue("true") boolean measureEstimates,
        @DefaultValue("100") int maxTypes) {}
