/** Threads of handlers and of the worker itself. */
@NullMarked
package dev.jobs.worker.thread;

import org.jspecify.annotations.NullMarked;
