/** The worker: claims jobs, runs their handlers and child processes, and stops them. */
@NullMarked
package dev.jobs.worker;

import org.jspecify.annotations.NullMarked;
