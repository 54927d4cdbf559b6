/** A service whose users order reports as PDF, watch them being made, and download them. */
@NullMarked
package dev.jobs.examples.reports;

import org.jspecify.annotations.NullMarked;
