/** The delivery of events to the listeners of a worker. */
@NullMarked
package dev.jobs.worker.delivery;

import org.jspecify.annotations.NullMarked;
