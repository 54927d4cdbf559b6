/** The contract that every store passes: extend {@link dev.jobs.store.testkit.JobStoreContract}. */
@NullMarked
package dev.jobs.store.testkit;

import org.jspecify.annotations.NullMarked;
