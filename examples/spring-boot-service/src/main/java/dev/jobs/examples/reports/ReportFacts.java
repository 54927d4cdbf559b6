package dev.jobs.examples.reports;

/**
 * The result of the job that makes a report, shown beside it.
 *
 * @param low what the savings are worth in the end, or more, in 95 of 100 lives, in euros
 * @param middle what they are worth in the life in the middle
 * @param high what they are worth, or less, in 95 of 100 lives
 */
record ReportFacts(long low, long middle, long high) {}
