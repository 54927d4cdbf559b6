package dev.jobs.examples.audio.sound;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The integrated loudness of a piece of sound, by ITU-R BS.1770-5: K-weighting, blocks of 400 ms that begin every 100 ms,
 * an absolute gate at -70 LUFS and a relative one 10 LU below what passes it.
 *
 * <p>Keeps 8 bytes for each tenth of a second. Channels count alike unless a mask says which are surround channels (1.41)
 * or for low frequencies (not at all).
 */
public final class Loudness {
    /** Below it the standard's filters have no meaning. */
    static final int LOWEST_RATE = 4_000;

    private static final double OFFSET = -0.691;
    private static final double ABSOLUTE_GATE = -70;
    private static final double RELATIVE_GATE = -10;
    private static final int PARTS_OF_BLOCK = 4;
    private static final double SURROUND = 1.41;

    private final int sampleRate;
    private final double[] weights;
    private final Biquad[] shelves;
    private final Biquad[] cuts;

    private double[] parts = new double[256];
    private int partCount;
    private long frame;
    private long partStart;
    private long partEnd;
    private double partSum;

    /** The loudness of sound of this format, of which nothing has been heard. */
    public Loudness(final SoundFormat format) {
        this.sampleRate = format.sampleRate();
        this.weights = weights(format);
        this.shelves = filters(format, Biquad::headShelf);
        this.cuts = filters(format, Biquad::lowCut);
        this.partEnd = partBoundary(1);
    }

    private static Biquad[] filters(final SoundFormat format, final IntFunction<Biquad> filter) {
        return IntStream.range(0, format.channels())
                .mapToObj(channel -> filter.apply(format.sampleRate()))
                .toArray(Biquad[]::new);
    }

    private static double[] weights(final SoundFormat format) {
        final double[] weights = new double[format.channels()];
        Arrays.fill(weights, 1);
        int channel = 0;
        for (int bit = 0; bit < Integer.SIZE && channel < weights.length; bit++) {
            if (((format.channelMask() >>> bit) & 1) == 1) {
                weights[channel] = switch (bit) {
                    case 3 -> 0;
                    case 4, 5, 9, 10 -> SURROUND;
                    default -> 1;
                };
                channel++;
            }
        }
        return weights;
    }

    private long partBoundary(final long part) {
        return Math.round(part * sampleRate / 10.0);
    }

    /** Hears the next frames. */
    public void hear(final double[] samples, final int frames) {
        if (sampleRate < LOWEST_RATE) {
            return;
        }
        final int channels = weights.length;
        for (int i = 0; i < frames; i++) {
            for (int channel = 0; channel < channels; channel++) {
                final double weighted = cuts[channel].next(shelves[channel].next(samples[i * channels + channel]));
                partSum += weights[channel] * weighted * weighted;
            }
            frame++;
            if (frame == partEnd) {
                endPart();
            }
        }
    }

    private void endPart() {
        if (partCount == parts.length) {
            parts = Arrays.copyOf(parts, 2 * partCount);
        }
        parts[partCount] = partSum / (partEnd - partStart);
        partCount++;
        partSum = 0;
        partStart = partEnd;
        partEnd = partBoundary(partCount + 1L);
    }

    /** In LUFS; empty for what is too short, or nowhere loud enough to count. */
    public OptionalDouble integrated() {
        final OptionalDouble ungated = gated(power -> lufs(power) > ABSOLUTE_GATE);
        if (ungated.isEmpty()) {
            return ungated;
        }
        final double gate = Math.max(ABSOLUTE_GATE, lufs(ungated.getAsDouble()) + RELATIVE_GATE);
        return gated(power -> lufs(power) > gate).stream().map(Loudness::lufs).findFirst();
    }

    private OptionalDouble gated(final DoublePredicate gate) {
        return blocks().filter(gate).average();
    }

    private DoubleStream blocks() {
        return IntStream.rangeClosed(0, partCount - PARTS_OF_BLOCK)
                .mapToDouble(first -> Arrays.stream(parts, first, first + PARTS_OF_BLOCK)
                        .average()
                        .orElseThrow());
    }

    private static double lufs(final double power) {
        return OFFSET + 10 * Math.log10(power);
    }
}
