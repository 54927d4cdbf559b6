/** Watches, waits for and cancels the jobs of another service, over HTTP. */
@NullMarked
package dev.jobs.client;

import org.jspecify.annotations.NullMarked;
