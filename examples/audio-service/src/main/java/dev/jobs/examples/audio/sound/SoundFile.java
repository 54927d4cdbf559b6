package dev.jobs.examples.audio.sound;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/** The sound in a WAV, AIFF or AU file. */
public final class SoundFile implements Sound, AutoCloseable {
    private static final int FRAMES_AT_ONCE = 4_096;

    /** Floating point samples may pass full scale, but not by more than if they were whole numbers of 32 bits. */
    private static final double HIGHEST = 0x1p31;

    private final FileChannel channel;
    private final Layout layout;
    private final ByteBuffer buffer;
    private long done;

    private SoundFile(final FileChannel channel, final Layout layout) {
        this.channel = channel;
        this.layout = layout;
        this.buffer = ByteBuffer.allocate(FRAMES_AT_ONCE * layout.frameBytes()).order(layout.order());
    }

    /**
     * Opens a file, and checks that all is there that its header tells of.
     *
     * @throws UnusableAudioException if it cannot be used; the message says why
     */
    public static SoundFile open(final Path path) throws IOException {
        final FileChannel channel = FileChannel.open(path);
        try {
            final Layout layout = layout(channel).requireAllThere(channel.size());
            channel.position(layout.start());
            return new SoundFile(channel, layout);
        } catch (final EOFException e) {
            channel.close();
            throw new UnusableAudioException("The file is cut off: it ends within its header");
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Layout layout(final FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            throw new UnusableAudioException("The file is empty");
        }
        final Header little = new Header(channel, ByteOrder.LITTLE_ENDIAN);
        final Header big = new Header(channel, ByteOrder.BIG_ENDIAN);
        return switch (little.tag()) {
            case "RIFF", "RF64", "BW64" -> WavHeader.read(little);
            case "FORM" -> AiffHeader.read(big);
            case ".snd" -> AuHeader.read(big);
            default -> throw UnusableAudioException.noAudio();
        };
    }

    @Override
    public SoundFormat format() {
        return layout.format();
    }

    @Override
    public int read(final double[] samples) throws IOException {
        final int channels = format().channels();
        final int room = Math.min(samples.length / channels, FRAMES_AT_ONCE);
        final int frames = (int) Math.min(room, format().frames() - done);
        buffer.clear().limit(frames * layout.frameBytes());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new UnusableAudioException("The file became shorter while it was read");
            }
        }
        buffer.flip();
        for (int i = 0; i < frames * channels; i++) {
            samples[i] = sample(i);
        }
        done += frames;
        return frames;
    }

    private double sample(final int index) {
        final double value = layout.encoding().decode(buffer);
        if (!(Math.abs(value) <= HIGHEST)) {
            throw new UnusableAudioException(String.format(
                    Locale.ROOT,
                    "The file holds something that is no sound, %.3f seconds from its start",
                    (done + (double) index / format().channels()) / format().sampleRate()));
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
