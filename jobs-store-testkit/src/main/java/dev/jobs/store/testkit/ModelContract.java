package dev.jobs.store.testkit;

import dev.jobs.store.JobStore;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The sum of the contract: whatever is done to a store, it is what a simple list would be. The system
 * property {@code jobs.testkit.sequences} says how many sequences of random operations are tried, and
 * {@code jobs.testkit.seed} repeats one.
 */
abstract class ModelContract extends ContractFixture {
    ModelContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int OPERATIONS = 200;

    @Test
    final void aStoreIsWhatASimpleListWouldBe() {
        final Optional<Long> seed = Optional.ofNullable(Long.getLong("jobs.testkit.seed"));
        if (seed.isPresent()) {
            new ModelRun(store, seed.get()).run(OPERATIONS);
            return;
        }
        final SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < KitSettings.sequences(); i++) {
            try (JobStore fresh = anotherNewStore()) {
                new ModelRun(fresh, seeds.nextLong()).run(OPERATIONS);
            }
        }
    }
}
