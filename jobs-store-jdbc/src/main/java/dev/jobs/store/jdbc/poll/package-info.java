/** The reads: jobs, positions, estimates, lists and counts. */
@NullMarked
package dev.jobs.store.jdbc.poll;

import org.jspecify.annotations.NullMarked;
