/** The way to a database: pools and URLs, transactions that are tried again, the meaning of faults, and calls that share a round trip. */
@NullMarked
package dev.jobs.store.jdbc.connection;

import org.jspecify.annotations.NullMarked;
