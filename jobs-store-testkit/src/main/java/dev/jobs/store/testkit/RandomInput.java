package dev.jobs.store.testkit;

import dev.jobs.JobRequest;
import dev.jobs.Release;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The parts of random sequences: the same for one seed. */
final class RandomInput {
    static final List<String> TYPES = List.of(ContractFixture.TYPE, ContractFixture.OTHER_TYPE);
    static final List<String> QUEUES = List.of(ContractFixture.QUEUE, ContractFixture.OTHER_QUEUE);

    static final List<String> OWNERS = List.of("ann", "bob");
    static final List<String> LIMIT_KEYS = List.of("ffmpeg", "tenant:1", "tenant:2");

    /** The names of limits, of which one is of each key with a beginning. */
    static final List<String> LIMITS = List.of("ffmpeg", "tenant:1", "tenant:*");

    private final SplittableRandom random;

    RandomInput(final long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A number from 0, below the bound. */
    int nextInt(final int bound) {
        return random.nextInt(bound);
    }

    boolean nextBoolean() {
        return random.nextBoolean();
    }

    JobRequest request() {
        final JobRequest.Builder request = ContractFixture.request(one(TYPES))
                .queue(one(QUEUES))
                .priority(random.nextInt(3) - 1)
                .maxAttempts(1 + random.nextInt(3));
        if (random.nextInt(3) > 0) {
            request.owner(one(OWNERS)).ownerWeight(Math.max(1, random.nextInt(5) - 1));
        }
        if (random.nextInt(5) == 0) {
            request.idempotencyKey("key " + random.nextInt(5));
        }
        if (random.nextInt(3) == 0) {
            request.limitKeys(some(LIMIT_KEYS));
        }
        if (random.nextInt(10) == 0) {
            request.dueAt(Instant.now().plus(Duration.ofHours(10)));
        }
        return request.build();
    }

    /** A report under a lease under which so many lines are logged. */
    Report report(final Lease lease, final int logged) {
        return switch (random.nextInt(9)) {
            case 0, 1 ->
                Report.progressed(
                        lease,
                        random.nextBoolean() ? Optional.empty() : Optional.of("stage " + random.nextInt(3)),
                        random.nextInt(101));
            case 2, 3 ->
                Report.completed(lease, random.nextBoolean() ? Optional.empty() : Optional.of("" + random.nextInt()));
            case 4 -> ReportContract.failed(lease, "failure " + random.nextInt());
            case 5 -> ReportContract.failedForGood(lease, "failure " + random.nextInt());
            case 6 -> logged(lease, logged);
            case 7 -> Report.declined(lease, random.nextBoolean() ? Duration.ZERO : Duration.ofHours(10));
            default -> Report.released(lease, random.nextBoolean() ? Release.CONFIRMED : Release.PRESUMED);
        };
    }

    /** Lines that the attempt has not logged yet, mostly. */
    private Report logged(final Lease lease, final int known) {
        final int first = Math.max(1, known + 1 - random.nextInt(3));
        final int[] line = {first};
        return Report.logged(
                lease,
                first,
                many(3, () -> new Report.Logged.Line("line " + line[0]++, Duration.ZERO)),
                LogLimits.STANDARD);
    }

    <T> T one(final List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    Set<String> some(final List<String> among) {
        return random.nextBoolean() ? Set.copyOf(among) : Set.of(one(among));
    }

    <T> List<T> many(final int most, final Supplier<T> make) {
        final List<T> made = new ArrayList<>();
        final int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            made.add(make.get());
        }
        return made;
    }
}
