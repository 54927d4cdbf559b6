package dev.jobs.http.servlet;

import java.time.Duration;

/**
 * When a stream of events is heard of though nothing happens, and for how long it lasts.
 *
 * @param heartbeat how often something is sent in any case
 * @param longest after which its client has to ask again, and is looked at again
 */
record StreamTimes(Duration heartbeat, Duration longest) {}
