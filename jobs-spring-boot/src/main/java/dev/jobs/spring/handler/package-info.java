/** Finds the methods that handle jobs, and reads from their signatures the types of these jobs. */
@NullMarked
package dev.jobs.spring.handler;

import org.jspecify.annotations.NullMarked;
