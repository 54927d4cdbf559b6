/** The chaos run: workers and their database killed under load, and every promise checked against a log of its own. */
@NullMarked
package dev.jobs.chaos;

import org.jspecify.annotations.NullMarked;
