package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelsTest {
    @Test
    void aSineOfKnownLevelHasItsPeakAndAnRmsThreeDecibelsLower() throws Exception {
        final Signal sine = Signal.stereo(1, Signal.Wave.sine(1_000, -20));
        final Levels levels = new Levels(sine.format());

        sine.to(levels::hear);

        assertThat(levels.peakDb().orElseThrow()).isCloseTo(-20, within(0.01));
        assertThat(levels.rmsDb().orElseThrow()).isCloseTo(-23.01, within(0.01));
    }

    @Test
    void theRmsIsThatOfAllChannelsTogether() throws Exception {
        final Signal left = Signal.stereo(1, (seconds, channel) -> channel == 0 ? 1 : 0);
        final Levels levels = new Levels(left.format());

        left.to(levels::hear);

        assertThat(levels.peakDb()).hasValue(0);
        assertThat(levels.rmsDb().orElseThrow()).isCloseTo(-3.01, within(0.01));
    }

    @Test
    void aPeakBelowZeroCountsLikeOneAbove() {
        final Levels levels = new Levels(new SoundFormat(8_000, 1, 2, 0));

        levels.hear(new double[] {0.25, -0.5}, 2);

        assertThat(levels.peakDb().orElseThrow()).isCloseTo(-6.02, within(0.01));
    }

    @Test
    void silenceHasNoLevel() throws Exception {
        final Signal silence = Signal.stereo(1, (seconds, channel) -> 0);
        final Levels levels = new Levels(silence.format());

        silence.to(levels::hear);

        assertThat(levels.peakDb()).isEmpty();
        assertThat(levels.rmsDb()).isEmpty();
    }
}
