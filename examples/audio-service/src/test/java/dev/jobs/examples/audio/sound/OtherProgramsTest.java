package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Files that SoX has written, with the levels that it says they have. */
class OtherProgramsTest {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/sound/figures.csv", numLinesToSkip = 1)
    void aFileHasTheLevelsThatItsAuthorSays(final String name, final double peakDb, final double rmsDb)
            throws Exception {
        try (SoundFile file = SoundFile.open(path(name))) {
            final Levels levels = new Levels(file.format());

            Hearing.hear(file, new Heard(), levels::hear);

            assertThat(file.format()).isEqualTo(new SoundFormat(8_000, 2, 400, mask(name)));
            assertThat(levels.peakDb().orElseThrow()).isCloseTo(peakDb, within(0.006));
            assertThat(levels.rmsDb().orElseThrow()).isCloseTo(rmsDb, within(0.006));
        }
    }

    @Test
    void anEncodingThatIsNotSupportedIsNamed() throws Exception {
        final Path adpcm = path("ima-adpcm.wav");

        assertThatThrownBy(() -> SoundFile.open(adpcm))
                .isInstanceOf(UnusableAudioException.class)
                .hasMessage("The file's encoding (WAV format 0x0011) is not supported:"
                        + " PCM, floating point, A-law and µ-law are");
    }

    private static int mask(final String name) {
        return name.contains("extensible") ? 0x3 : 0;
    }

    private static Path path(final String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(OtherProgramsTest.class.getResource("/sound/" + name))
                .toURI());
    }
}
