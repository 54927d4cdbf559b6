package dev.jobs.http.servlet.watch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a stream of events is heard of though nothing happens, and for how long it lasts.
 *
 * @param heartbeat how often something is sent in any case
 * @param longest the time after which its client has to ask again, and {@link JobAccess} is asked again
 * @param ticker the monotonic clock by which it lasts, in nanoseconds
 */
public record StreamTimes(Duration heartbeat, Duration longest, LongSupplier ticker) {}
