/** Helpers that the tests of several modules share. */
@NullMarked
package dev.jobs.testing;

import org.jspecify.annotations.NullMarked;
