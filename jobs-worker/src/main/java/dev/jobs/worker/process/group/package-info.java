/** Control groups of Linux (version 2), one for each command. */
@NullMarked
package dev.jobs.worker.process.group;

import org.jspecify.annotations.NullMarked;
