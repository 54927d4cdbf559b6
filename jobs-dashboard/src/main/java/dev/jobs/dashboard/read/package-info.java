/** Reads of the store that all open pages share. */
@NullMarked
package dev.jobs.dashboard.read;

import org.jspecify.annotations.NullMarked;
