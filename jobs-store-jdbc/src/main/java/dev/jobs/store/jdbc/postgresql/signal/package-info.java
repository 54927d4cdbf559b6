/** Signals between processes, by LISTEN and NOTIFY of PostgreSQL. */
@NullMarked
package dev.jobs.store.jdbc.postgresql.signal;

import org.jspecify.annotations.NullMarked;
