/** Turns: the order in which the jobs of a queue start that have the same priority. */
@NullMarked
package dev.jobs.store.jdbc.turn;

import org.jspecify.annotations.NullMarked;
