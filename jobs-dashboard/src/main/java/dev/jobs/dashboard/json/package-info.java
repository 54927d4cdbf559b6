/** The answers of the dashboard as JSON. */
@NullMarked
package dev.jobs.dashboard.json;

import org.jspecify.annotations.NullMarked;
