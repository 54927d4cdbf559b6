package dev.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.QueueOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of docs/fairness.md, as they stand there and as they are compiled and run here. */
class FairQueueTest {
    @ParameterizedTest
    @ValueSource(strings = {"owner", "weight", "order"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        final String page = Files.readString(Path.of("../docs/fairness.md"));
        final String compiled = Files.readString(Path.of("src/test/java/dev/jobs/store/memory/FairQueue.java"));
        final var code = Pattern.compile(" {8}// " + part + "\\R(.*?)\\R {8}// " + part + " end", Pattern.DOTALL)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(page).contains("```java\n" + code.group(1).stripIndent().strip() + "\n```");
    }

    @Test
    void aThousandJobsOfOneUserDoNotKeepTheOneJobOfAnother() {
        try (MemoryJobStore store = new MemoryJobStore()) {
            for (int i = 1; i <= 1_000; i++) {
                FairQueue.submit(store, new FairQueue.Export(i), "ann");
            }
            FairQueue.submit(store, new FairQueue.Export(1), "bob");
            FairQueue.submit(store, new FairQueue.Export(1), "cat");
            FairQueue.submit(store, new FairQueue.Export(2), "cat");

            assertThat(starts(store, 7)).containsExactly("ann", "bob", "cat", "ann", "cat", "ann", "ann");
        }
    }

    @Test
    void anOwnerOfWeightThreeStartsThreeWhereAnotherStartsOne() {
        try (MemoryJobStore store = new MemoryJobStore()) {
            for (int i = 1; i <= 10; i++) {
                FairQueue.submitForPaying(store, new FairQueue.Export(i), "ann");
            }
            for (int i = 1; i <= 3; i++) {
                FairQueue.submit(store, new FairQueue.Export(i), "bob");
            }

            assertThat(starts(store, 13))
                    .containsExactly(
                            "ann", "ann", "ann", "bob", "ann", "ann", "ann", "bob", "ann", "ann", "ann", "bob", "ann");
        }
    }

    private static List<String> starts(final MemoryJobStore store, final int count) {
        final WorkerId worker = WorkerId.random();
        final String type = FairQueue.EXPORT.name();
        store.heartbeat(Heartbeat.builder(
                        worker,
                        WorkerProfile.builder("test")
                                .types(Set.of(type))
                                .queues(Set.of("default"))
                                .slots(count)
                                .build())
                .timeToLive(Duration.ofMinutes(1))
                .build());
        return store
                .claim(ClaimRequest.builder(worker)
                        .types(Set.of(type))
                        .queues(Set.of("default"))
                        .limit(count)
                        .build())
                .stream()
                .map(claimed -> claimed.job().owner().orElse(""))
                .toList();
    }

    @Test
    void theOrderOfAQueueIsChosenAtRunTime() {
        try (MemoryJobStore store = new MemoryJobStore()) {
            FairQueue.order(store);

            assertThat(store.queueOrder("bulk")).isEqualTo(QueueOrder.FAIR_BY_OWNER);
        }
    }
}
