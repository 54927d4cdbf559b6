package dev.jobs.store.testkit;

import dev.jobs.store.ClaimForesight;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.WorkerId;
import java.util.List;

/** Stores that foresee claims wrongly, each in one way. */
final class BrokenForesight {
    private BrokenForesight() {}

    /** Foresees nothing, for as long as a store may, and forgets what comes by itself. */
    static class ForgetsTimes extends DelegatingJobStore implements ClaimForesight {
        private volatile boolean empty;
        private volatile long claimedAt;

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            final List<ClaimedJob> claimed = super.claim(request);
            claimedAt = System.nanoTime();
            empty = claimed.isEmpty();
            return claimed;
        }

        @Override
        public boolean bringsNothing(final WorkerId worker) {
            return empty && System.nanoTime() - claimedAt < LONGEST.toNanos();
        }
    }

    /** Foresees nothing for ever. */
    static final class ForeseesNothingForEver extends ForgetsTimes {
        @Override
        public boolean bringsNothing(final WorkerId worker) {
            return true;
        }
    }
}
