package dev.jobs.examples.audio.sound;

import java.util.stream.IntStream;

/**
 * A synthesised piece of music: slow chords, a bass and a melody over them, each by a group of players, in a small hall.
 * Each second of it is the same whenever it is made.
 */
public final class Piece implements Sound {
    private static final int RATE = 48_000;

    /** Of the notes as in MIDI, where 69 is 440 Hz. */
    private static final double[] FREQUENCIES = IntStream.range(0, 128)
            .mapToDouble(note -> 440 * Math.pow(2, (note - 69) / 12.0))
            .toArray();

    private static final double BEAT_SECONDS = 0.6;
    private static final int BEATS_OF_CHORD = 4;

    private static final Timbre CHORD_TIMBRE = new Timbre(2.5);
    private static final Timbre MELODY_TIMBRE = new Timbre(1.8);
    private static final Timbre BASS_TIMBRE = new Timbre(2);

    /** As notes: A minor, F major, C major, G major. */
    private static final int[][] CHORDS = {{57, 60, 64, 69}, {53, 57, 60, 65}, {55, 60, 64, 67}, {55, 59, 62, 67}};

    private static final int[] ROOTS = {33, 29, 36, 31};
    private static final int[] MELODY = {2, 3, 1, 2, 0, 3, 2, 1, 3, 2, 0, 1, 2, 0, 1, 3};
    private static final double[] PAN_OF_VOICE = {0.2, 0.4, 0.6, 0.8};

    private final SoundFormat format;
    private final Hall left = new Hall(0);
    private final Hall right = new Hall(23);
    private long frame;

    /** So many seconds of it. */
    public Piece(final int seconds) {
        this.format = new SoundFormat(RATE, 2, (long) seconds * RATE, 0);
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int read(final double[] samples) {
        final int frames = (int) Math.min(samples.length / 2, format.frames() - frame);
        for (int i = 0; i < frames; i++) {
            next(samples, 2 * i);
        }
        return frames;
    }

    private void next(final double[] samples, final int at) {
        final double time = (double) frame / RATE;
        final int beat = (int) (time / BEAT_SECONDS);
        final double inBeat = time - beat * BEAT_SECONDS;
        final int chord = beat / BEATS_OF_CHORD % CHORDS.length;
        final double inChord = time - beat / BEATS_OF_CHORD * BEATS_OF_CHORD * BEAT_SECONDS;
        final double length = BEATS_OF_CHORD * BEAT_SECONDS;
        final double swell = Math.sin(Math.PI * Math.min(1, inChord / length));
        double leftSum = 0;
        double rightSum = 0;
        for (int voice = 0; voice < CHORDS[chord].length; voice++) {
            final double tone = 0.05 * swell * CHORD_TIMBRE.at(CHORDS[chord][voice], time);
            leftSum += tone * (1 - PAN_OF_VOICE[voice]);
            rightSum += tone * PAN_OF_VOICE[voice];
        }
        final int note = CHORDS[chord][MELODY[beat % MELODY.length]] + 12;
        final double melody = 0.16 * Math.exp(-3 * inBeat) * attack(inBeat) * MELODY_TIMBRE.at(note, time);
        final double bass = 0.14 * Math.exp(-1.2 * inBeat) * attack(inBeat) * BASS_TIMBRE.at(ROOTS[chord] + 12, time);
        leftSum += 0.7 * melody + bass;
        rightSum += 0.5 * melody + bass;
        samples[at] = leftSum + left.next(leftSum);
        samples[at + 1] = rightSum + right.next(rightSum);
        frame++;
    }

    /** Without it a note begins with a click. */
    private static double attack(final double seconds) {
        return Math.min(1, seconds / 0.01);
    }

    /** A tone of some harmonics, each weaker than the one before by a power of its number; one wave of it is kept. */
    private static final class Timbre {
        private static final int HARMONICS = 6;
        private static final int POINTS = 4_096;
        private static final double[] TUNINGS = {1, 1.0011, 0.9986, 1.0023, 0.9971, 1.0004, 0.9993};
        private static final double LEVEL = 1 / Math.sqrt(TUNINGS.length);

        private final double[] wave = new double[POINTS + 1];

        Timbre(final double fall) {
            for (int point = 0; point <= POINTS; point++) {
                for (int harmonic = 1; harmonic <= HARMONICS; harmonic++) {
                    wave[point] += Math.sin(2 * Math.PI * harmonic * point / POINTS) / Math.pow(harmonic, fall);
                }
            }
        }

        /** A note, by some players who are never quite in tune with each other. */
        double at(final int note, final double time) {
            double sum = 0;
            for (final double tuning : TUNINGS) {
                sum += player(FREQUENCIES[note] * tuning * time);
            }
            return sum * LEVEL;
        }

        private double player(final double waves) {
            final double place = (waves - (long) waves) * POINTS;
            final int point = (int) place;
            return wave[point] + (place - point) * (wave[point + 1] - wave[point]);
        }
    }

    /** Echoes of one channel: four delays that feed themselves, of lengths that share no divisor. */
    private static final class Hall {
        private static final int[] DELAYS = {1_687, 1_931, 2_053, 2_251};
        private static final double FEEDBACK = 0.78;
        private static final double LEVEL = 0.06;

        private final double[][] lines = new double[DELAYS.length][];
        private final int[] positions = new int[DELAYS.length];

        Hall(final int spread) {
            for (int i = 0; i < DELAYS.length; i++) {
                lines[i] = new double[DELAYS[i] + spread];
            }
        }

        double next(final double in) {
            double sum = 0;
            for (int i = 0; i < lines.length; i++) {
                final double echo = lines[i][positions[i]];
                lines[i][positions[i]] = in + echo * FEEDBACK;
                positions[i] = (positions[i] + 1) % lines[i].length;
                sum += echo;
            }
            return sum * LEVEL;
        }
    }
}
