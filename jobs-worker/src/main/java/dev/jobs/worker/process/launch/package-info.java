/** The way from a command to a line that the system can start. */
@NullMarked
package dev.jobs.worker.process.launch;

import org.jspecify.annotations.NullMarked;
