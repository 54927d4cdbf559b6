/** Runs a service's jobs in its unit tests: on the test's thread, by a clock that the test moves. */
@NullMarked
package dev.jobs.test;

import org.jspecify.annotations.NullMarked;
