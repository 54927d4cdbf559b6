/** Limits and pauses of owners and limit keys: the jobs that they keep back, and the claims that keep to them. */
@NullMarked
package dev.jobs.store.jdbc.limit;

import org.jspecify.annotations.NullMarked;
