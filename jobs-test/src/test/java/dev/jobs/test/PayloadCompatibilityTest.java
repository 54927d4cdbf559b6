package dev.jobs.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.jobs.JobType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadCompatibilityTest {
    enum Format {
        WAV,
        FLAC
    }

    enum OldFormat {
        WAV
    }

    record Track(String title, long millis) {}

    record Old(String file, List<Track> tracks) {}

    record Added(String file, List<Track> tracks, String comment, int priority) {}

    record Renamed(String path, List<Track> tracks) {}

    record Aliased(@JsonAlias("file") String path, List<Track> tracks) {}

    record ShortTrack(String title, int millis) {}

    record Retyped(String file, List<ShortTrack> tracks) {}

    record Whole(double gain) {}

    record Rounded(int gain) {}

    record Formatted(Format format) {}

    record OldFormatted(OldFormat format) {}

    static final JobType<Old, Void> OLD = of(Old.class);
    static final Old A_SONG = new Old("a.wav", List.of(new Track("x", 12)));

    private static <P> JobType<P, Void> of(final Class<P> payload) {
        return JobType.of("ingest", payload, Void.class);
    }

    @Test
    void aNewFieldIsCompatibleInBothDirections() {
        final PayloadCompatibility<Added> check = PayloadCompatibility.of(of(Added.class));

        assertThatCode(() -> check.readsOld(OLD, A_SONG)
                        .isReadByOld(OLD, new Added("a.wav", List.of(new Track("x", 12)), "hello", 3)))
                .doesNotThrowAnyException();
    }

    @Test
    void aRenamedFieldThatIsSilentlyLostIsNamed() {
        final PayloadCompatibility<Renamed> check = PayloadCompatibility.of(of(Renamed.class));

        assertThatThrownBy(() -> check.readsOld(OLD, A_SONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"file\" of the old version is unknown to the new one, and lost")
                .hasMessageContaining("renamed to one of [path]");
    }

    @Test
    void anAliasReadsOldJobsButOldWorkersStillMissTheField() {
        final PayloadCompatibility<Aliased> check = PayloadCompatibility.of(of(Aliased.class));
        final Aliased payload = new Aliased("a.wav", List.of(new Track("x", 12)));

        assertThatCode(() -> check.readsOld(OLD, A_SONG)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check.isReadByOld(OLD, payload))
                .hasMessageContaining("\"file\" is not written by the new version any more: the old one reads null");
        assertThatCode(() -> check.allowingRemoved("file").isReadByOld(OLD, payload))
                .doesNotThrowAnyException();
    }

    @Test
    void aFieldWithinAListIsComparedToo() {
        final PayloadCompatibility<Retyped> check = PayloadCompatibility.of(of(Retyped.class));

        assertThatCode(() -> check.readsOld(OLD, A_SONG)).doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> check.readsOld("{\"file\":\"a.wav\",\"tracks\":[{\"title\":\"x\",\"length\":\"1 s\"}]}"))
                .hasMessageContaining("\"tracks[].length\"");
        assertThatThrownBy(() -> check.readsOld(OLD, new Old("a.wav", List.of(new Track("x", Long.MAX_VALUE)))))
                .hasMessageContaining("cannot read what the old one wrote");
    }

    @Test
    void aValueThatIsReadAsAnotherIsNamed() {
        assertThatThrownBy(() -> PayloadCompatibility.of(of(Rounded.class)).readsOld(of(Whole.class), new Whole(1.5)))
                .hasMessageContaining("\"gain\" is 1.5, and is read as 1");
    }

    @Test
    void aNewConstantOfAnEnumCannotBeReadByTheOldVersion() {
        assertThatThrownBy(() -> PayloadCompatibility.of(of(Formatted.class))
                        .isReadByOld(of(OldFormatted.class), new Formatted(Format.FLAC)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the old version of \"ingest\" cannot read what the new one wrote")
                .hasMessageContaining("FLAC");
    }
}
