/** Jobs as their submitters and users see them: what is asked for, and what a poll and a cancel answer. */
@NullMarked
package dev.jobs;

import org.jspecify.annotations.NullMarked;
