package dev.jobs.chaos;

import dev.jobs.store.ClaimedJob;
import java.util.List;
import java.util.Optional;

/**
 * A claim as its worker wrote it down.
 *
 * @param event the event, written when the claim had been answered
 * @param sent when it was sent, in microseconds by the log's clock
 * @param started when the attempt started, in microseconds by the store's clock
 */
record Claim(ChaosEvent event, long sent, long started, Optional<String> owner, List<String> keys) {
    private static final String NONE = "-";
    private static final int WORDS = 4;

    Claim {
        keys = List.copyOf(keys);
    }

    /** The detail of a claim's event. */
    static String detail(final ClaimedJob job, final long sent) {
        final long started = job.job().startedAt().map(Operator::micros).orElse(0L);
        final String keys = String.join(",", job.job().request().limitKeys());
        return sent + " " + started + " " + job.job().owner().orElse(NONE) + " " + (keys.isEmpty() ? NONE : keys);
    }

    static Claim of(final ChaosEvent event) {
        final String[] words = event.detail().split(" ", -1);
        if (words.length < WORDS) {
            return new Claim(event, event.micros(), 0, Optional.empty(), List.of());
        }
        return new Claim(
                event,
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Optional.of(words[2]).filter(owner -> !owner.equals(NONE)),
                words[3].equals(NONE) ? List.of() : List.of(words[3].split(",", -1)));
    }

    /** When it was answered, by the log's clock. */
    long answered() {
        return event.micros();
    }

    /** The name of its lease over all jobs. */
    String lease() {
        return event.job() + "#" + event.lease();
    }

    boolean isPausedBy(final String target) {
        return owner.filter(name -> target.equals("owner " + name)).isPresent()
                || keys.stream().anyMatch(key -> target.equals("limit_key " + key));
    }
}
