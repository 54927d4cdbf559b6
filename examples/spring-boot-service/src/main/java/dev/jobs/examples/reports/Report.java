package dev.jobs.examples.reports;

import java.time.Instant;
import java.util.UUID;

/**
 * A report as its owner's list shows it.
 *
 * @param id the id of the job that makes it, and its own
 * @param title what it is about, for people
 * @param orderedAt when it was ordered
 * @param isReady true if its PDF can be downloaded
 */
record Report(UUID id, String title, Instant orderedAt, boolean isReady) {}
