package dev.jobs.examples.audio.sound;

import java.io.IOException;
import java.util.Arrays;

/**
 * Sound with a gain, and turned down in time wherever its true peak would pass a ceiling.
 *
 * <p>Each frame has a highest gain that it may have. The gain that it gets is a mean, over the look-ahead before it, of
 * the lowest of these within the look-ahead after: so it moves slowly, and is nowhere higher than it may be. After a peak
 * it rises by a part of what is missing with each frame.
 */
final class Limited implements Sound {
    private static final double LOOK_AHEAD_SECONDS = 0.005;
    private static final double RELEASE_SECONDS = 0.1;

    private final Sound sound;
    private final double gain;
    private final double ceiling;
    private final int channels;
    private final TruePeaks peaks;
    private final int lookAhead;
    private final double release;

    private final double[] input;
    private int inputFrames;
    private int inputNext;

    private final double[] frame;
    private final double[] delayed;
    private final Minimum minimum;
    private final double[] envelope;
    private double envelopeSum;
    private double current = 1;
    private long fed;
    private long given;

    Limited(final Sound sound, final double gainDb, final double ceilingDb) {
        this.sound = sound;
        this.gain = Levels.factor(gainDb);
        this.ceiling = Levels.factor(ceilingDb);
        this.channels = sound.format().channels();
        this.peaks = new TruePeaks(sound.format());
        this.lookAhead = Math.max(1, (int) (sound.format().sampleRate() * LOOK_AHEAD_SECONDS));
        this.release = 1 - Math.exp(-1 / (RELEASE_SECONDS * sound.format().sampleRate()));
        this.input = sound.newBuffer();
        this.frame = new double[channels];
        this.delayed = new double[(delay() + 1) * channels];
        // The peak at a frame's number may lie between it and the next one, so each also looks at the one before.
        this.minimum = new Minimum(lookAhead + 2);
        this.envelope = new double[lookAhead + 1];
        Arrays.fill(envelope, 1);
        this.envelopeSum = envelope.length;
    }

    private int delay() {
        return TruePeak.delay() + lookAhead;
    }

    @Override
    public SoundFormat format() {
        return sound.format();
    }

    @Override
    public int read(final double[] samples) throws IOException {
        final int room = samples.length / channels;
        int frames = 0;
        while (frames < room && given < format().frames()) {
            feed();
            if (fed > delay()) {
                final int from = (int) ((fed - 1 - delay()) % (delay() + 1)) * channels;
                final double factor = Math.min(1, envelopeSum / envelope.length);
                for (int channel = 0; channel < channels; channel++) {
                    samples[frames * channels + channel] = delayed[from + channel] * factor;
                }
                frames++;
                given++;
            }
        }
        return frames;
    }

    /** Takes the next frame, or silence after the last. */
    private void feed() throws IOException {
        if (inputNext == inputFrames && fed < format().frames()) {
            inputFrames = sound.read(input);
            inputNext = 0;
        }
        if (inputNext < inputFrames) {
            for (int channel = 0; channel < channels; channel++) {
                frame[channel] = input[inputNext * channels + channel] * gain;
            }
            inputNext++;
        } else {
            Arrays.fill(frame, 0);
        }
        System.arraycopy(frame, 0, delayed, (int) (fed % (delay() + 1)) * channels, channels);
        final double peak = peaks.next(frame, 0);
        if (fed >= TruePeak.delay()) {
            follow(peak > ceiling ? ceiling / peak : 1);
        }
        fed++;
    }

    private void follow(final double highestGain) {
        final double allowed = minimum.next(highestGain);
        current = Math.min(allowed, current + (1 - current) * release);
        final int slot = (int) (fed % envelope.length);
        envelopeSum += current - envelope[slot];
        envelope[slot] = current;
    }

    /** The lowest of the last so many numbers. */
    private static final class Minimum {
        private final double[] values;
        private final long[] numbers;
        private final int size;
        private long count;
        private long head;
        private long tail;

        Minimum(final int size) {
            this.size = size;
            this.values = new double[size];
            this.numbers = new long[size];
        }

        double next(final double value) {
            while (tail > head && values[(int) ((tail - 1) % size)] >= value) {
                tail--;
            }
            if (tail > head && numbers[(int) (head % size)] <= count - size) {
                head++;
            }
            values[(int) (tail % size)] = value;
            numbers[(int) (tail % size)] = count;
            tail++;
            count++;
            return values[(int) (head % size)];
        }
    }
}
