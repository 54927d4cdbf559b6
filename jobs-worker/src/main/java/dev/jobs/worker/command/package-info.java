/** Child processes as a handler sees them: what to run, and how it ended. */
@NullMarked
package dev.jobs.worker.command;

import org.jspecify.annotations.NullMarked;
