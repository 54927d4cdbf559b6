package dev.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LaneTest {
    @Test
    void aLaneKeepsTheOrderOfASortedListThroughAnyAddingAndRemoving() {
        final Random random = new Random(7);
        final Lane lane = new Lane();
        final List<Entry> sorted = new ArrayList<>();

        for (int seq = 1; seq <= 5_000; seq++) {
            if (sorted.isEmpty() || random.nextInt(5) > 1) {
                final Entry entry = entry(seq, random.nextInt(4));
                lane.add(entry);
                sorted.add(
                        (int) sorted.stream().filter(e -> e.startsBefore(entry)).count(), entry);
            } else {
                lane.remove(sorted.remove(random.nextInt(sorted.size())));
            }

            if (!sorted.isEmpty()) {
                final int index = random.nextInt(sorted.size());
                assertThat(lane.countBefore(sorted.get(index))).isEqualTo(index);
            }
            assertThat(lane.first()).isEqualTo(sorted.stream().findFirst());
        }
    }

    @Test
    void aLaneKeepsItsOrderWhileJobsComeAtItsEndAndLeaveFromItsFrontAndAnywhere() {
        final Random random = new Random(11);
        final Lane lane = new Lane();
        final List<Entry> sorted = new ArrayList<>();

        for (int seq = 1; seq <= 30_000; seq++) {
            final Entry entry = entry(seq, seq % 7_000 == 0 ? 1 : 0);
            lane.add(entry);
            sorted.add((int) sorted.stream().filter(e -> e.startsBefore(entry)).count(), entry);
            final int leaving = seq % 10_000 == 0 ? sorted.size() - 10 : seq > 3_000 ? 1 : 0;
            for (int i = 0; i < leaving; i++) {
                lane.remove(sorted.remove(random.nextInt(3) > 0 ? 0 : random.nextInt(sorted.size())));
            }

            final int index = random.nextInt(sorted.size());
            assertThat(lane.countBefore(sorted.get(index))).isEqualTo(index);
            assertThat(lane.first()).contains(sorted.get(0));
            assertThat(lane.size()).isEqualTo(sorted.size());
        }
    }

    @Test
    void removingWhatIsNotThereIsAnError() {
        assertThatThrownBy(() -> new Lane().remove(entry(1, 0))).isInstanceOf(IllegalStateException.class);
    }

    private static Entry entry(final long seq, final int priority) {
        return new Entry(
                JobId.random(),
                seq,
                JobRequest.builder("t", "{}").priority(priority).build(),
                0);
    }
}
