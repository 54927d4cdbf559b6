/** The writes of jobs: submissions, reports, cancels, heartbeats and recovery. */
@NullMarked
package dev.jobs.store.jdbc.write;

import org.jspecify.annotations.NullMarked;
