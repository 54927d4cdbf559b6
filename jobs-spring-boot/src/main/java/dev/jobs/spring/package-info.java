/** The types that an application's own beans use and implement, to submit, run and show jobs in Spring. */
@NullMarked
package dev.jobs.spring;

import org.jspecify.annotations.NullMarked;
