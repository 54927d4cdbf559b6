package dev.jobs.examples.audio.sound;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * Brings a file to a loudness without clipping: by a gain alone where its peaks allow it, else by a limiter too, whose
 * effect on the loudness is made up for as far as that is possible.
 */
public final class Normalizer {
    /** The level that no peak of the result passes: the headroom that EBU R 128 asks for. */
    public static final double HIGHEST_TRUE_PEAK_DB = -1;

    /** The limiter's own, lower, since a gain that moves adds a little between the samples. */
    private static final double CEILING_DB = -1.2;

    private static final double NEAR_ENOUGH = 0.03;
    private static final int MOST_TRIES = 6;
    private static final double MOST_EXTRA_GAIN = 20;
    private static final int BITS = 24;

    private final Path from;
    private final Path to;
    private final double targetLufs;
    private final ProgressListener progress;

    /** Normalises one file into another, a WAV file of 24 bits. */
    public Normalizer(final Path from, final Path to, final double targetLufs, final ProgressListener progress) {
        this.from = from;
        this.to = to;
        this.targetLufs = targetLufs;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param gainDb by how much it was made louder, or softer, before the limiter
     * @param peakDb the result's true peak
     * @param loudnessLufs the result's loudness: the target, or as near to it as its peaks allow
     */
    public record Normalized(double gainDb, OptionalDouble peakDb, OptionalDouble loudnessLufs) {}

    /** The change of level: a gain, and whether it takes a limiter. */
    private record Change(double gainDb, boolean limited) {
        Sound of(final Sound sound) {
            return limited ? new Limited(sound, gainDb, CEILING_DB) : new Amplified(sound, gainDb);
        }
    }

    /**
     * Does it.
     *
     * @throws UnusableAudioException if the file cannot be used, or has no loudness
     */
    public Normalized run() throws IOException {
        final Change change = change();
        progress.stage("writing");
        try (SoundFile file = SoundFile.open(from);
                WavWriter writer = new WavWriter(to, file.format(), BITS)) {
            final Loudness loudness = new Loudness(file.format());
            final TruePeaks peaks = new TruePeaks(file.format());
            final int channels = file.format().channels();
            Hearing.hear(
                    change.of(file),
                    progress,
                    loudness::hear,
                    peaks::hear,
                    (samples, frames) -> writer.write(samples, frames * channels));
            return new Normalized(change.gainDb(), peaks.truePeakDb(), loudness.integrated());
        }
    }

    private Change change() throws IOException {
        progress.stage("measuring loudness");
        final double gain;
        try (SoundFile file = SoundFile.open(from)) {
            final Loudness loudness = new Loudness(file.format());
            final TruePeaks peaks = new TruePeaks(file.format());
            Hearing.hear(file, progress, loudness::hear, peaks::hear);
            gain = targetLufs
                    - loudness.integrated()
                            .orElseThrow(
                                    () -> new UnusableAudioException(
                                            "The file is too quiet or too short to have a loudness, so it cannot be normalised"));
            if (peaks.truePeakDb().orElseThrow() + gain <= HIGHEST_TRUE_PEAK_DB) {
                return new Change(gain, false);
            }
        }
        return limited(gain);
    }

    private Change limited(final double gain) throws IOException {
        Change change = new Change(gain, true);
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            progress.stage("finding the gain, try " + (tries + 1));
            final double missing = targetLufs - loudnessAfter(change);
            if (Math.abs(missing) < NEAR_ENOUGH || change.gainDb() + missing > gain + MOST_EXTRA_GAIN) {
                return change;
            }
            change = new Change(change.gainDb() + missing, true);
        }
        return change;
    }

    private double loudnessAfter(final Change change) throws IOException {
        try (SoundFile file = SoundFile.open(from)) {
            final Loudness loudness = new Loudness(file.format());
            Hearing.hear(change.of(file), progress, loudness::hear);
            return loudness.integrated().orElse(targetLufs);
        }
    }
}
