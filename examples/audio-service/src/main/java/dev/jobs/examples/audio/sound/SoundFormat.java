package dev.jobs.examples.audio.sound;

/**
 * The properties of a piece of sound that are known before it is heard.
 *
 * @param sampleRate frames in a second
 * @param channels samples in a frame
 * @param frames how many frames there are
 * @param channelMask which loudspeakers the channels are for, as in WAVE_FORMAT_EXTENSIBLE; 0: not said
 */
public record SoundFormat(int sampleRate, int channels, long frames, int channelMask) {
    private static final int HIGHEST_RATE = 768_000;
    private static final int MOST_CHANNELS = 64;

    /** Refuses what nobody records. */
    public SoundFormat {
        if (sampleRate < 1 || sampleRate > HIGHEST_RATE) {
            throw new UnusableAudioException("The file's sample rate is " + Integer.toUnsignedLong(sampleRate)
                    + " Hz; 1 to " + HIGHEST_RATE + " can be used");
        }
        if (channels < 1 || channels > MOST_CHANNELS) {
            throw new UnusableAudioException(
                    "The file has " + channels + " channels; 1 to " + MOST_CHANNELS + " can be used");
        }
        if (frames < 1) {
            throw new UnusableAudioException("The file holds no sound");
        }
    }

    /** Its length. */
    public double seconds() {
        return (double) frames / sampleRate;
    }
}
