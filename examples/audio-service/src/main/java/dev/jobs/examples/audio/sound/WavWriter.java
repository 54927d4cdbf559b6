package dev.jobs.examples.audio.sound;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a WAV file of whole numbers, whose length is known before. */
public final class WavWriter implements AutoCloseable {
    private static final int HEADER_BYTES = 44;

    /** The additional bytes of a header that names the loudspeakers. */
    private static final int EXTENSION_BYTES = 24;

    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final long MOST_BYTES = 0xFFFF_FFFFL - HEADER_BYTES - EXTENSION_BYTES;
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream file;
    private final int bytes;
    private final double scale;
    private final boolean odd;

    /**
     * Begins a file.
     *
     * @param bits of a sample: 16 or 24
     * @throws UnusableAudioException if it would be longer than a WAV file can be
     */
    public WavWriter(final Path path, final SoundFormat format, final int bits) throws IOException {
        this.bytes = bits / 8;
        this.scale = Math.scalb(1.0, bits - 1);
        final long size = format.frames() * format.channels() * bytes;
        if (size > MOST_BYTES) {
            throw new UnusableAudioException("The sound is too long for a WAV file: " + size + " bytes");
        }
        this.odd = size % 2 == 1;
        this.file = new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES);
        file.write(header(format, size));
    }

    private byte[] header(final SoundFormat format, final long size) {
        final int frameBytes = format.channels() * bytes;
        final int extension = format.channelMask() == 0 ? 0 : EXTENSION_BYTES;
        final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES + extension).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt((int) (header.capacity() - 8 + size + size % 2));
        header.put(ascii("WAVEfmt ")).putInt(16 + extension);
        header.putShort((short) (extension == 0 ? PCM : EXTENSIBLE)).putShort((short) format.channels());
        header.putInt(format.sampleRate()).putInt(format.sampleRate() * frameBytes);
        header.putShort((short) frameBytes).putShort((short) (bytes * 8));
        if (extension > 0) {
            header.putShort((short) (EXTENSION_BYTES - 2)).putShort((short) (bytes * 8));
            header.putInt(format.channelMask()).putShort((short) PCM).put(WavHeader.numberedGuid());
        }
        header.put(ascii("data")).putInt((int) size);
        return header.array();
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes this many samples; what is beyond full scale is cut. */
    public void write(final double[] samples, final int count) throws IOException {
        for (int i = 0; i < count; i++) {
            final long value = Math.round(Math.max(-scale, Math.min(scale - 1, samples[i] * scale)));
            for (int shift = 0; shift < bytes * 8; shift += 8) {
                file.write((int) (value >> shift));
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (odd) {
                file.write(0);
            }
        }
    }
}
