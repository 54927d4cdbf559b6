/** H2. */
@NullMarked
package dev.jobs.store.jdbc.h2;

import org.jspecify.annotations.NullMarked;
