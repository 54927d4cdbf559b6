/** Meters of an application's jobs, where Micrometer and {@code jobs-micrometer} are there. */
@NullMarked
package dev.jobs.spring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
