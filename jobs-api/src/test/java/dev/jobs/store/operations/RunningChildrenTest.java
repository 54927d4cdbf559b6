package dev.jobs.store.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.store.operations.RunningChildren.Child;
import dev.jobs.store.support.StoredJson;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of child processes, and how stores keep it. */
class RunningChildrenTest {
    private static final Child SLEEP = new Child(4_711, "sleep", Duration.ofSeconds(3));

    @Test
    void ofManyTheFirstAreToldAndAllAreCounted() {
        final RunningChildren many = RunningChildren.of(Collections.nCopies(50, SLEEP));

        assertThat(many.count()).isEqualTo(50);
        assertThat(many.first()).hasSize(RunningChildren.MOST_TOLD).containsOnly(SLEEP);
    }

    @Test
    void moreThanThereAreAreNotTold() {
        assertThatThrownBy(() -> new RunningChildren(0, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RunningChildren(1, List.of(SLEEP, SLEEP)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RunningChildren(21, Collections.nCopies(21, SLEEP)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNameOfACommandIsCleanedAndCut() {
        final String name = new Child(1, "a\u0000b".repeat(100), Duration.ZERO).command();

        assertThat(name).hasSize(Child.MAX_COMMAND).startsWith("a ba b").endsWith("\u2026");
    }

    @Test
    void whatAStoreKeepsIsWhatItGives() {
        final JobId one = JobId.random();
        final JobId other = JobId.random();
        final RunningChildren two = RunningChildren.of(List.of(SLEEP, new Child(2, "\"]}", Duration.ofDays(1))));
        final Map<JobId, RunningChildren> children = Map.of(one, two, other, new RunningChildren(7, List.of()));

        assertThat(StoredJson.children(StoredJson.ofChildren(children))).isEqualTo(children);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"x\": [1]}",
                "{\"01234567-89ab-7def-8123-456789abcdef\": []}",
                "{\"01234567-89ab-7def-8123-456789abcdef\": [1, [1, \"sleep\"]]}",
                "{\"01234567-89ab-7def-8123-456789abcdef\": [\"1\"]}"
            })
    void whatWasNotWrittenSoIsRefused(final String json) {
        assertThatThrownBy(() -> StoredJson.children(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
