/** The rows of the tables: columns, values, and the rules of the queue and of a job that waits again, as SQL. */
@NullMarked
package dev.jobs.store.jdbc.table;

import org.jspecify.annotations.NullMarked;
