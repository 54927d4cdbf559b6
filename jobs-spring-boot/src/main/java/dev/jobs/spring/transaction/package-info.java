/** Submissions that join the transactions of Spring. */
@NullMarked
package dev.jobs.spring.transaction;

import org.jspecify.annotations.NullMarked;
