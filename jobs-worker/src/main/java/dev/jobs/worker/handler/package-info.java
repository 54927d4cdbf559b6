/** The handlers of jobs and all that they see: their context, the reasons to stop, and the exceptions they throw. */
@NullMarked
package dev.jobs.worker.handler;

import org.jspecify.annotations.NullMarked;
