package dev.jobs.worker.process.table;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NumberMarksTest {
    private final NumberMarks numbers = NumberMarks.random();

    @Test
    void numbersOfAWorkerAreItsOwnAndBeyondAllMemory() {
        final NumberMarks others = NumberMarks.random();
        final Set<Long> all = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            all.add(numbers.next());
            all.add(others.next());
        }

        assertThat(all).hasSize(2_000).allMatch(number -> number >= 1L << 61 && number < 1L << 62);
    }

    @Test
    void aNumberIsReadBackFromTheLimitsOfAProcess() {
        final long number = numbers.next();

        assertThat(read(Long.toString(number))).hasValue(number);
        assertThat(Long.parseLong(NumberMarks.forShell(number)) * 1024).isEqualTo(number);
    }

    @Test
    void aLimitThatIsNoNumberOfACommandIsNone() {
        assertThat(read("unlimited")).isEmpty();
        assertThat(read("1073741824")).isEmpty();
        assertThat(read("18446744073709551615")).isEmpty();
        assertThat(read(Long.toString(1L << 62))).isEmpty();
        assertThat(NumberMarks.read(new byte[10], 10)).isEmpty();
    }

    private static OptionalLong read(final String soft) {
        final byte[] limits = String.format(Locale.ROOT, """
                Limit                     Soft Limit           Hard Limit           Units
                Max core file size        0                    unlimited            bytes
                Max resident set          %-20s unlimited            bytes
                Max processes             96225                96225                processes
                """, soft).getBytes(US_ASCII);
        return NumberMarks.read(limits, limits.length);
    }
}
