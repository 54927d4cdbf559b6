/** A {@link dev.jobs.store.JobStore} on H2 and PostgreSQL, on plain JDBC. */
@NullMarked
package dev.jobs.store.jdbc;

import org.jspecify.annotations.NullMarked;
