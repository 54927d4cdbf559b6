package dev.jobs.examples.audio.sound;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Writes sound as it is, with samples beyond full scale too: a WAV file of floating point numbers. */
final class Floats {
    private Floats() {}

    static void write(final Sound sound, final Path path) throws IOException {
        final SoundFormat format = sound.format();
        final int frameBytes = format.channels() * 4;
        final Bytes fields = Bytes.little()
                .u16(0xFFFE, format.channels())
                .u32(format.sampleRate(), (long) format.sampleRate() * frameBytes)
                .u16(frameBytes, 32, 22, 32)
                .u32(format.channelMask())
                .u16(3)
                .raw(HexFormat.of().parseHex("000000001000800000aa00389b71"));
        final Bytes header =
                Bytes.little().text("RIFF").u32(0xFFFF_FFFFL).text("WAVE").chunk("fmt ", fields);
        header.text("data").u32(0xFFFF_FFFFL);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
            out.write(header.array());
            Hearing.hear(sound, new Heard(), (samples, frames) -> {
                for (int i = 0; i < frames * format.channels(); i++) {
                    out.writeInt(Integer.reverseBytes(Float.floatToRawIntBits((float) samples[i])));
                }
            });
        }
    }
}
