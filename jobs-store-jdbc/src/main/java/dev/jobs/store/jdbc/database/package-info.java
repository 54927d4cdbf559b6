/** The operations that differ between databases; each database implements them in a package of its own. */
@NullMarked
package dev.jobs.store.jdbc.database;

import org.jspecify.annotations.NullMarked;
