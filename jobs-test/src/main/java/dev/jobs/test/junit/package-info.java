/** Fresh jobs for each test of JUnit Jupiter. */
@NullMarked
package dev.jobs.test.junit;

import org.jspecify.annotations.NullMarked;
