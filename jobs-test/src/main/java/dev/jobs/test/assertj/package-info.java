/** Assertions about submitted jobs, in the style of AssertJ. */
@NullMarked
package dev.jobs.test.assertj;

import org.jspecify.annotations.NullMarked;
