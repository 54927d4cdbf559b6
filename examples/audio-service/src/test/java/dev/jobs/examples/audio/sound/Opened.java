package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;

/** The outcome of opening a short file and hearing all of it. */
final class Opened {
    private final SoundFormat format;
    private final double[] samples;

    private Opened(final SoundFormat format, final double[] samples) {
        this.format = format;
        this.samples = samples;
    }

    SoundFormat format() {
        return format;
    }

    /** All that it holds. */
    double[] samples() {
        return samples;
    }

    static Opened of(final Bytes bytes, final Path directory) throws IOException {
        return of(bytes.in(directory));
    }

    static Opened of(final Path path) throws IOException {
        try (SoundFile file = SoundFile.open(path)) {
            final double[] buffer = file.newBuffer();
            double[] all = {};
            for (int frames = file.read(buffer); frames > 0; frames = file.read(buffer)) {
                final int before = all.length;
                all = Arrays.copyOf(all, before + frames * file.format().channels());
                System.arraycopy(buffer, 0, all, before, all.length - before);
            }
            return new Opened(file.format(), all);
        }
    }

    static AbstractThrowableAssert<?, ?> assertRefused(final Bytes bytes, final Path directory) {
        return assertThatThrownBy(() -> of(bytes, directory)).isInstanceOf(UnusableAudioException.class);
    }
}
