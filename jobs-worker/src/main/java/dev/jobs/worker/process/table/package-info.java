/** The processes of this machine, and the signs by which those of a command are known. */
@NullMarked
package dev.jobs.worker.process.table;

import org.jspecify.annotations.NullMarked;
