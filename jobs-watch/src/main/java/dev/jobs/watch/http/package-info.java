/**
 * The parts that every HTTP side of the jobs has in common, whatever answers its requests: which requests are another site's, which
 * bodies were not read, how much of a log fits into an answer, and bounds for what is logged. Exported to this project's own modules alone.
 */
@NullMarked
package dev.jobs.watch.http;

import org.jspecify.annotations.NullMarked;
