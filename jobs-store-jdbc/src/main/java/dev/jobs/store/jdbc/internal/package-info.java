/** What a JDBC driver makes by its name, and nobody else uses. */
@NullMarked
package dev.jobs.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
