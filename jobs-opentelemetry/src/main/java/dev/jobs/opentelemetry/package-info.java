/** Spans of submissions and runs, and the trace context that travels with a job. */
@NullMarked
package dev.jobs.opentelemetry;

import org.jspecify.annotations.NullMarked;
