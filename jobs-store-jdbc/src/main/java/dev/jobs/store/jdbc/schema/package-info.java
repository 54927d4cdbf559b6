/** The versions of the tables, and how they are applied or checked. */
@NullMarked
package dev.jobs.store.jdbc.schema;

import org.jspecify.annotations.NullMarked;
