package dev.jobs.http.servlet.watch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The times of a stream of events.
 *
 * @param heartbeat the time after which something is sent though nothing has happened
 * @param longest the time after which its client has to ask again, and {@link JobAccess} is asked again
 * @param ticker the monotonic clock by which it lasts, in nanoseconds
 */
public record StreamTimes(Duration heartbeat, Duration longest, LongSupplier ticker) {}
