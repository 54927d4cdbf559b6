/** The output of a command. */
@NullMarked
package dev.jobs.worker.process.output;

import org.jspecify.annotations.NullMarked;
