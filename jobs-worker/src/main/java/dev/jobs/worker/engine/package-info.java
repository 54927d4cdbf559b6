/** The parts of a running worker: claims, heartbeats, leases, reports and maintenance. */
@NullMarked
package dev.jobs.worker.engine;

import org.jspecify.annotations.NullMarked;
