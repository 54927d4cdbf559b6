package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it is heard, or refused with a reason. */
@Tag("slow")
class DamagedFilesTest {
    private static final int LONGEST_HEADER = 120;
    private static final int RANDOM_FILES = 200;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"unsigned8.wav", "signed24-extensible.wav", "signed8.aiff", "float32.aifc", "mu-law.au"})
    void aFileThatIsCutOffAnywhereIsRefused(final String name) throws Exception {
        final byte[] whole = bytes(name);

        for (int length = 0; length < whole.length; length++) {
            final Optional<String> refusal = refusal(Arrays.copyOf(whole, length));

            assertThat(refusal).as("%d of %d bytes", length, whole.length).isPresent();
        }
        assertThat(refusal(whole)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"piped.wav", "piped.aiff", "piped.au"})
    void aFileWithoutALengthIsHeardAsFarAsItGoes(final String name) throws Exception {
        final byte[] whole = bytes(name);
        boolean heard = false;

        for (int length = 0; length < whole.length; length++) {
            final boolean hearsThis = refusal(Arrays.copyOf(whole, length)).isEmpty();

            assertThat(hearsThis || !heard)
                    .as("%d of %d bytes", length, whole.length)
                    .isTrue();
            heard = hearsThis;
        }
        assertThat(heard).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unsigned8.wav",
                "signed24-extensible.wav",
                "float64.wav",
                "piped.wav",
                "signed8.aiff",
                "float32.aifc",
                "piped.aiff",
                "mu-law.au",
                "float32.au"
            })
    void aHeaderWithAnyByteChangedIsHeardOrRefused(final String name) throws Exception {
        final byte[] whole = bytes(name);

        for (int at = 0; at < LONGEST_HEADER; at++) {
            for (final int value : new int[] {0x00, 0x7F, 0x80, 0xFF, whole[at] ^ 0x01}) {
                final byte[] damaged = whole.clone();
                damaged[at] = (byte) value;

                heardOrRefused(damaged, name + " with " + value + " at " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF....WAVEfmt ", "RIFF....WAVEds64", "FORM....AIFFCOMM", "FORM....AIFCSSND", ".snd"})
    void aFileOfChanceIsHeardOrRefused(final String start) throws Exception {
        final Random random = new Random(start.hashCode());

        for (int i = 0; i < RANDOM_FILES; i++) {
            final byte[] chance = new byte[random.nextInt(4_000)];
            random.nextBytes(chance);
            // Small numbers lead further than large ones.
            for (int at = 0; at < chance.length; at++) {
                chance[at] = random.nextInt(3) > 0 ? 0 : chance[at];
            }

            heardOrRefused(Bytes.big().text(start).raw(chance).array(), start + ", number " + i);
        }
    }

    private void heardOrRefused(final byte[] content, final String what) {
        try {
            refusal(content).ifPresent(reason -> assertThat(reason).as(what).matches("Th[^\\n]{10,200}"));
        } catch (final IOException | RuntimeException e) {
            fail(what, e);
        }
    }

    /** The reason for which the file is refused; empty if all of it is heard, and its levels are numbers. */
    private Optional<String> refusal(final byte[] content) throws IOException {
        final Path path = Files.write(directory.resolve("damaged"), content);
        try (SoundFile file = SoundFile.open(path)) {
            final SoundFormat format = file.format();
            final Levels levels = new Levels(format);
            final Loudness loudness = new Loudness(format);
            final TruePeaks peaks = new TruePeaks(format);
            Hearing.hear(file, new Heard(), levels::hear, loudness::hear, peaks::hear);
            assertThat(format.frames()).isLessThanOrEqualTo(content.length);
            for (final OptionalDouble level :
                    new OptionalDouble[] {levels.peakDb(), levels.rmsDb(), loudness.integrated(), peaks.truePeakDb()}) {
                level.ifPresent(value -> assertThat(value).isFinite());
            }
            return Optional.empty();
        } catch (final UnusableAudioException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(final String name) throws IOException, URISyntaxException {
        return Files.readAllBytes(Path.of(Objects.requireNonNull(DamagedFilesTest.class.getResource("/sound/" + name))
                .toURI()));
    }
}
