package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PieceTest {
    private static final int RATE = 48_000;

    @Test
    void itIsAsLongAsAskedFor() throws Exception {
        final Piece piece = new Piece(3);

        assertThat(piece.format()).isEqualTo(new SoundFormat(RATE, 2, 3 * RATE, 0));
        assertThat(all(piece)).hasSize(3 * RATE * 2);
    }

    @Test
    void eachSecondIsTheSameWheneverItIsMade() throws Exception {
        final double[] shorter = all(new Piece(2));
        final double[] longer = all(new Piece(4));

        assertThat(Arrays.copyOf(longer, shorter.length)).isEqualTo(shorter);
    }

    @Test
    void itIsHeardWellAndDoesNotClip() throws Exception {
        // All chords and all notes of the melody.
        final Piece piece = new Piece(10);
        final Levels levels = new Levels(piece.format());
        final Loudness loudness = new Loudness(piece.format());

        Hearing.hear(piece, new Heard(), levels::hear, loudness::hear);

        assertThat(levels.peakDb().orElseThrow()).isBetween(-12.0, -0.5);
        assertThat(loudness.integrated().orElseThrow()).isBetween(-30.0, -14.0);
    }

    @Test
    void noPieceIsShorterThanASecond() {
        assertThatThrownBy(() -> new Piece(0)).isInstanceOf(UnusableAudioException.class);
        assertThatThrownBy(() -> new Piece(-1)).isInstanceOf(UnusableAudioException.class);
    }

    private static double[] all(final Sound sound) throws IOException {
        final double[] all = new double[(int) sound.format().frames() * 2];
        final int[] at = {0};
        Hearing.hear(sound, new Heard(), (samples, frames) -> {
            System.arraycopy(samples, 0, all, at[0], frames * 2);
            at[0] += frames * 2;
        });
        return all;
    }
}
