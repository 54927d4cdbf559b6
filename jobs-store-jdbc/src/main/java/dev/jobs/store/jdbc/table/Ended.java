package dev.jobs.store.jdbc.table;

import dev.jobs.JobStatus;
import java.time.Duration;

/** A job that has ended: of what queue and type, how, and how long its last attempt took, or zero if that is not known. */
public record Ended(String queue, String type, JobStatus status, Duration ran) {}
