/** The operators' page: a servlet, who may see and do what on it, and who is told of what was done. */
@NullMarked
package dev.jobs.dashboard;

import org.jspecify.annotations.NullMarked;
