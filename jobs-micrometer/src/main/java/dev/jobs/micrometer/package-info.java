/** Meters and observations of workers, their jobs and the store. */
@NullMarked
package dev.jobs.micrometer;

import org.jspecify.annotations.NullMarked;
