/** The end of the processes whose worker was killed. */
@NullMarked
package dev.jobs.worker.process.watchdog;

import org.jspecify.annotations.NullMarked;
