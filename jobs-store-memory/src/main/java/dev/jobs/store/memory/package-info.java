/** A store in this process's memory: for tests, and for jobs that may vanish with their process. */
@NullMarked
package dev.jobs.store.memory;

import org.jspecify.annotations.NullMarked;
