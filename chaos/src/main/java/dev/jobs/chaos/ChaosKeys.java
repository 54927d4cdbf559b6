package dev.jobs.chaos;

import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The owners and limit keys of a run's jobs, and the limits of the keys. */
final class ChaosKeys {
    static final int KEYS = 50;
    static final int MOST_AT_ONCE = 3;
    private static final String OWNER = "owner-";
    private static final int OWNERS = 5;
    private static final int EACH_WITH_RATE = 2;
    private static final StartRate RATE = new StartRate(1, Duration.ofSeconds(1), 1);

    private ChaosKeys() {}

    static String key(final int number) {
        return "key-" + number;
    }

    static String owner(final Random random) {
        return OWNER + random.nextInt(OWNERS);
    }

    /** The weight of an owner: the first one has 1, each further one more. */
    static int weight(final String owner) {
        return 1 + Integer.parseInt(owner.substring(OWNER.length()));
    }

    /** The first keys come most often, so that jobs wait for each other; some jobs have two. */
    static List<String> some(final Random random) {
        final List<String> keys = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            keys.add(oneOf(random));
        }
        if (random.nextInt(5) == 0) {
            keys.add(oneOf(random));
        }
        return keys.stream().distinct().toList();
    }

    static String oneOf(final Random random) {
        final double place = random.nextDouble();
        return key((int) (KEYS * place * place * place));
    }

    /** The limit of a key: so many at once, and for some keys a rate as well, which stays. */
    static Limit limit(final String key, final int atOnce) {
        final Limit.Builder limit = Limit.builder(key).atOnce(atOnce);
        return rated().contains(key) ? limit.rate(RATE).build() : limit.build();
    }

    /** The keys that have a rate. */
    static List<String> rated() {
        final List<String> rated = new ArrayList<>();
        for (int key = 1; key < KEYS; key += EACH_WITH_RATE) {
            rated.add(key(key));
        }
        return rated;
    }

    static StartRate rate() {
        return RATE;
    }
}
