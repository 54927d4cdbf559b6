/** Spans and observations of an application's jobs, by {@code jobs-opentelemetry} or by {@code jobs-micrometer}, never by both. */
@NullMarked
package dev.jobs.spring.autoconfigure.tracing;

import org.jspecify.annotations.NullMarked;
