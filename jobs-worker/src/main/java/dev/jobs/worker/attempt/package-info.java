/** One run of a job on this worker: the handler, its processes, its stop and its outcome. */
@NullMarked
package dev.jobs.worker.attempt;

import org.jspecify.annotations.NullMarked;
