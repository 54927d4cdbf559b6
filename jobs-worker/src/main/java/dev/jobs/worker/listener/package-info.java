/** Listeners of a worker, and the events that they get. */
@NullMarked
package dev.jobs.worker.listener;

import org.jspecify.annotations.NullMarked;
