package dev.jobs.http.servlet.watch;

import dev.jobs.JobPollResponse;
import dev.jobs.http.servlet.response.JobView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A piece of a stream of server-sent events, as it goes over the wire. Immutable.
 *
 * @param text whole lines, with the blank one that ends them
 */
public record Event(String text) {
    /** A comment: it says only that the connection lives. */
    public static final Event HEARTBEAT = new Event(":\n\n");

    private static final Duration RECONNECT = Duration.ofSeconds(1);

    /** The answer as an event: its id is the job's revision, and a client whose stream breaks off returns this soon. */
    public static Event of(final JobPollResponse answer, final JobView view) {
        final StringBuilder text = new StringBuilder();
        text.append("retry: ")
                .append(answer.pollAfter().orElse(RECONNECT).toMillis())
                .append('\n');
        text.append("id: ").append(answer.job().revision()).append('\n');
        // A result is passed on as it was stored, perhaps on several lines; in JSON they are as good as one.
        view.of(answer)
                .json()
                .lines()
                .forEach(line -> text.append("data: ").append(line).append('\n'));
        return new Event(text.append('\n').toString());
    }

    /** The number of bytes of memory that it takes, as text and as bytes. */
    public long size() {
        return 3L * text.length();
    }

    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
