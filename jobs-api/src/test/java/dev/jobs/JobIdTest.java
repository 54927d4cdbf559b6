package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {
    @Test
    void aRandomIdIsAUuidOfVersion7() {
        final JobId id = JobId.random();

        assertThat(id.value().version()).isEqualTo(7);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(id.value().getMostSignificantBits() >>> 16)
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
    }

    @Test
    void randomIdsDoNotRepeat() {
        final Set<JobId> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(JobId.random());
        }

        assertThat(ids).hasSize(10_000);
    }

    @Test
    void idsAreOrderedAsUnsignedNumbers() {
        final JobId low = parsed("00000000-0000-7000-8000-000000000000");
        final JobId middle = parsed("7fffffff-ffff-7000-8000-000000000000");
        final JobId high = parsed("80000000-0000-7000-8000-000000000000");
        final JobId highest = parsed("80000000-0000-7000-bfff-000000000000");

        final JobId[] sorted = {highest, low, high, middle};
        Arrays.sort(sorted);

        assertThat(List.of(sorted)).containsExactly(low, middle, high, highest);
    }

    @Test
    void anIdInCapitalsIsTheSameIdAndIsWrittenInLowerCase() {
        final JobId id = JobId.random();

        final JobId read = parsed(id.toString().toUpperCase(Locale.ROOT));

        assertThat(read).isEqualTo(id).hasToString(id.toString());
        assertThat(id.toString()).isLowerCase();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "../../../etc/passwd",
                "0193e8a1-7c00-7abc-8def-0123456789a",
                "0193e8a1-7c00-7abc-8def-0123456789abc",
                "0193e8a17c007abc8def0123456789ab",
                "0193e8a1-7c00-7abc-8def-0123456789ag",
                "{193e8a1-7c00-7abc-8def-0123456789a}",
                " 193e8a1-7c00-7abc-8def-0123456789ab"
            })
    void whatIsNoCanonicalUuidIsNoId(final String text) {
        assertThat(JobId.parse(text)).isEmpty();
    }

    private static JobId parsed(final String text) {
        return JobId.parse(text).orElseThrow();
    }
}
