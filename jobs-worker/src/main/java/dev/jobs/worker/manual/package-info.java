/** A worker that its caller drives, for tests: no threads, a clock moved by hand, and stand-ins for child processes. */
@NullMarked
package dev.jobs.worker.manual;

import org.jspecify.annotations.NullMarked;
