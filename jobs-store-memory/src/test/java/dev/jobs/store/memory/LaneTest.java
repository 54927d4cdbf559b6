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
                sorted.add(indexOf(entry, sorted), entry);
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
            sorted.add(indexOf(entry, sorted), entry);
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
    void aJobThatLeftTakesItsOldPlaceWhenItReturns() {
        final Random random = new Random(13);
        final Lane lane = new Lane();
        final List<Entry> sorted = new ArrayList<>();
        final List<Entry> gone = new ArrayList<>();
        for (int seq = 1; seq <= 1_000; seq++) {
            final Entry entry = entry(seq, seq % 3);
            lane.add(entry);
            sorted.add(indexOf(entry, sorted), entry);
        }

        for (int i = 0; i < 10_000; i++) {
            if (!gone.isEmpty() && random.nextInt(gone.size() + sorted.size()) < gone.size()) {
                final Entry back = gone.remove(random.nextInt(gone.size()));
                lane.add(back);
                sorted.add(indexOf(back, sorted), back);
            } else {
                final Entry leaving = sorted.remove(random.nextInt(sorted.size()));
                lane.remove(leaving);
                gone.add(leaving);
            }

            final int index = random.nextInt(sorted.size());
            assertThat(lane.countBefore(sorted.get(index))).isEqualTo(index);
            assertThat(lane.first()).contains(sorted.get(0));
        }
    }

    @Test
    void whatIsAheadOfAJobThatIsNotInTheLaneIsCountedToo() {
        final Lane lane = new Lane();
        final List<Entry> sorted = new ArrayList<>();
        for (int seq = 2; seq <= 1_000; seq += 2) {
            final Entry entry = entry(seq, seq % 7);
            lane.add(entry);
            sorted.add(indexOf(entry, sorted), entry);
        }

        for (int seq = 1; seq <= 1_001; seq += 2) {
            final Entry elsewhere = entry(seq, seq % 5);

            assertThat(lane.countBefore(elsewhere)).isEqualTo(indexOf(elsewhere, sorted));
        }
    }

    @Test
    void aQueueThatIsAlwaysShortStaysInItsOrder() {
        final Lane lane = new Lane();
        final List<Entry> sorted = new ArrayList<>();

        for (int seq = 1; seq <= 2_000; seq++) {
            final Entry entry = entry(seq, 0);
            lane.add(entry);
            sorted.add(entry);
            if (sorted.size() > 20) {
                lane.remove(sorted.remove(seq % 20));
            }

            assertThat(lane.first()).contains(sorted.get(0));
            assertThat(lane.countBefore(entry)).isEqualTo(sorted.size() - 1);
        }
    }

    @Test
    void removingWhatIsNotThereIsAnError() {
        assertThatThrownBy(() -> new Lane().remove(entry(1, 0))).isInstanceOf(IllegalStateException.class);
    }

    private static int indexOf(final Entry entry, final List<Entry> sorted) {
        return (int) sorted.stream().filter(other -> other.startsBefore(entry)).count();
    }

    private static Entry entry(final long seq, final int priority) {
        return new Entry(
                JobId.random(),
                seq,
                JobRequest.builder("t", "{}").priority(priority).build(),
                0);
    }
}
