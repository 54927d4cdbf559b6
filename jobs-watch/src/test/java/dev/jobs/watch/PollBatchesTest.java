package dev.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.TestWorker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PollBatchesTest {
    private static final List<JobId> IDS =
            Stream.generate(JobId::random).limit(2_000).toList();

    private final PollBatches batches = new PollBatches();
    private final List<Integer> sizes = new ArrayList<>();
    private final Set<JobId> unreadable = new HashSet<>();

    @Test
    void aThousandJobsAreAskedForAtOnce() {
        round(some -> Map.of());

        assertThat(sizes).containsExactly(1_000, 1_000);
    }

    @Test
    void callsHaveFewerJobsWhileTheirAnswersAreLargeAndMoreAgainAfterwards() {
        final JobPollResponse large = complete("\"" + "x".repeat(20_000) + "\"");
        final PollBatches.Call call = some -> some.stream().collect(Collectors.toMap(id -> id, id -> large));

        round(call);
        round(call);
        final int smaller = sizes.get(sizes.size() - 1);
        round(some -> Map.of());
        round(some -> Map.of());

        assertThat(smaller).isEqualTo(500);
        assertThat(sizes).endsWith(500, 500, 500, 500);
        assertThat(sizes.get(sizes.size() - 5)).isEqualTo(250);
    }

    @Test
    void aJobThatCannotBeReadIsFoundAndNoOtherIsLeftOut() {
        final JobId bad = IDS.get(700);
        final Set<JobId> read = new HashSet<>();

        for (int i = 0; i < 12; i++) {
            round(some -> {
                if (some.contains(bad)) {
                    throw new IllegalStateException("on purpose");
                }
                read.addAll(some);
                return Map.of();
            });
        }

        assertThat(unreadable).containsExactly(bad);
        assertThat(read).hasSize(IDS.size() - 1);
    }

    @Test
    void aStoreOfWhichEveryCallFailsIsAskedThreeTimesARound() {
        for (int i = 0; i < 12; i++) {
            sizes.clear();
            round(some -> {
                throw new OutOfMemoryError("on purpose");
            });
            assertThat(sizes).hasSizeLessThanOrEqualTo(3);
        }

        assertThat(unreadable).isEmpty();
    }

    @Test
    void aStoreOutOfReachIsAskedOnce() {
        assertThatThrownBy(() -> round(some -> {
                    throw new JobStoreUnavailableException("refused", new IOException("down"));
                }))
                .isInstanceOf(JobStoreUnavailableException.class);

        assertThat(sizes).hasSize(1);
    }

    private void round(final PollBatches.Call call) {
        batches.poll(
                IDS,
                some -> {
                    sizes.add(some.size());
                    return call.poll(some);
                },
                (id, why) -> unreadable.add(id));
    }

    private static JobPollResponse complete(final String result) {
        final MemoryJobStore store = new MemoryJobStore();
        final TestWorker worker = new TestWorker(store);
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        worker.complete(worker.claim(), result);
        return store.poll(id).orElseThrow();
    }
}
