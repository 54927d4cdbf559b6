/** Tests of Spring applications whose jobs run in the test's own time. */
@NullMarked
package dev.jobs.spring.test;

import org.jspecify.annotations.NullMarked;
