/** PostgreSQL. */
@NullMarked
package dev.jobs.store.jdbc.postgresql;

import org.jspecify.annotations.NullMarked;
