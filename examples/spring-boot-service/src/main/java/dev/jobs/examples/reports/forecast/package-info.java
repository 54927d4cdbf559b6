/** The reports themselves: what may become of a savings plan, simulated and drawn. Knows nothing of jobs, users and databases. */
@NullMarked
package dev.jobs.examples.reports.forecast;

import org.jspecify.annotations.NullMarked;
