/** Answers operators: at a cost that does not grow with the number of jobs. */
@NullMarked
package dev.jobs.store.jdbc.operations;

import org.jspecify.annotations.NullMarked;
