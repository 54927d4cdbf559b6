package dev.jobs.http.servlet.watch;

import dev.jobs.watch.JobWatch;
import dev.jobs.watch.http.FaultLog;

/**
 * The things that all waiting requests of one servlet share. Safe to share between threads.
 *
 * @param watch the watch over the jobs that they wait for
 * @param bytes the memory for answers that are kept until clients have taken them
 * @param faults the log of what goes wrong with their answers
 */
public record WaitResources(JobWatch watch, HeldBytes bytes, FaultLog faults) {}
