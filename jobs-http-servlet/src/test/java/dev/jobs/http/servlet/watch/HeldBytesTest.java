package dev.jobs.http.servlet.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HeldBytesTest {
    @Test
    void noMoreCanBeTakenThanThereAreButOneOfAnySizeAlways() {
        final HeldBytes bytes = new HeldBytes(100);

        assertThat(bytes.take(1_000)).isTrue();
        assertThat(bytes.take(1)).isFalse();
        bytes.giveBack(1_000);
        assertThat(bytes.take(60)).isTrue();
        assertThat(bytes.take(60)).isFalse();
        assertThat(bytes.take(40)).isTrue();
        bytes.giveBack(100);
        assertThat(bytes.taken()).isZero();
    }
}
