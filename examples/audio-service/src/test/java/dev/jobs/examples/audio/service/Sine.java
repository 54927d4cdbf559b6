package dev.jobs.examples.audio.service;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WAV files with a tone of known level. */
final class Sine {
    private static final int RATE = 48_000;
    private static final int HEADER_BYTES = 44;
    private static final double FREQUENCY = 1_000;

    private Sine() {}

    /** A stereo file of 16 bits, 48 kHz, with 1 kHz of this peak level in both channels. */
    static byte[] wav(final int seconds, final double peakDb) {
        final int frames = seconds * RATE;
        final int dataBytes = frames * 4;
        final ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + dataBytes).put(ascii("WAVEfmt "));
        file.putInt(16).putShort((short) 1).putShort((short) 2).putInt(RATE).putInt(RATE * 4);
        file.putShort((short) 4).putShort((short) 16).put(ascii("data")).putInt(dataBytes);
        final double amplitude = 32_767 * Math.pow(10, peakDb / 20);
        for (int frame = 0; frame < frames; frame++) {
            final short value = (short) Math.round(amplitude * Math.sin(2 * Math.PI * FREQUENCY * frame / RATE));
            file.putShort(value).putShort(value);
        }
        return file.array();
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
