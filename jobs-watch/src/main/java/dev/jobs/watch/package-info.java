/** A watch over jobs, for those who wait for them in this process and without a thread for each. */
@NullMarked
package dev.jobs.watch;

import org.jspecify.annotations.NullMarked;
