/** Requests that wait: polls that are held, streams of events, and how many of them there may be. */
@NullMarked
package dev.jobs.http.servlet.watch;

import org.jspecify.annotations.NullMarked;
