/** Log lines that hold up no thread that stops work, and the texts in them. */
@NullMarked
package dev.jobs.worker.log;

import org.jspecify.annotations.NullMarked;
