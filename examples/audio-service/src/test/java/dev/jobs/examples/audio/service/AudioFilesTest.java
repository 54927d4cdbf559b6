package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFilesTest {
    @TempDir
    Path directory;

    @Test
    void aPartBecomesAFileWhenItIsFinished() throws IOException {
        final AudioFiles files = AudioFiles.in(directory);
        final String audioId = UUID.randomUUID().toString();

        try (AudioFiles.Part part = files.part()) {
            Files.writeString(part.path(), "sound");
            assertThat(files.find(audioId)).isEmpty();
            part.finish(files.original(audioId, AudioFormat.AIFF));
        }

        assertThat(files.find(audioId))
                .hasValueSatisfying(
                        file -> assertThat(file).hasFileName(audioId + ".aiff").hasContent("sound"));
    }

    @Test
    void aPartThatIsNotFinishedLeavesNothing() throws IOException {
        final AudioFiles files = AudioFiles.in(directory);

        try (AudioFiles.Part part = files.part()) {
            Files.writeString(part.path(), "half a pict");
        }

        assertThat(parts()).isEmpty();
    }

    private List<String> parts() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("part"))
                    .toList();
        }
    }

    @Test
    void partsOfAProcessThatIsGoneAreSwept() throws IOException {
        Files.writeString(directory.resolve("part-" + UUID.randomUUID() + "_" + UUID.randomUUID()), "half");
        final UUID killed = UUID.randomUUID();
        Files.createFile(directory.resolve("writer-" + killed + ".lock"));
        Files.writeString(directory.resolve("part-" + killed + "_" + UUID.randomUUID()), "half");
        final Path old = Files.writeString(directory.resolve("part-" + UUID.randomUUID()), "of an earlier version");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        try (AudioFiles files = AudioFiles.in(directory)) {
            assertThat(parts()).isEmpty();
            assertThat(files.directory()).isEqualTo(directory);
        }

        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void partsOfAProcessThatLivesAreKept() throws IOException {
        try (AudioFiles one = AudioFiles.in(directory);
                AudioFiles.Part part = one.part()) {
            Files.writeString(part.path(), "half");

            AudioFiles.in(directory).close();

            assertThat(part.path()).exists();
        }
    }

    @Test
    void whatIsMadeMayBeShown() throws IOException {
        final AudioFiles files = AudioFiles.in(directory);
        final String audioId = UUID.randomUUID().toString();

        final List<Path> made = List.of(
                files.original(audioId, AudioFormat.WAV),
                files.waveform(audioId),
                files.normalized(audioId, -16),
                files.normalized(audioId, -9.5),
                files.normalized(audioId, 0));

        assertThat(made)
                .allMatch(file -> AudioFiles.isPublicName(file.getFileName().toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../jobs.mv.db",
                "part-0193e8a1-7c00-4abc-8def-0123456789ab",
                "0193e8a1-7c00-4abc-8def-0123456789ab",
                "0193e8a1-7c00-4abc-8def-0123456789ab.wav/..",
                "0193E8A1-7C00-4ABC-8DEF-0123456789AB.wav",
                "0193e8a1-7c00-4abc-8def-0123456789ab.aiff"
            })
    void nothingElseMayBeShown(final String name) {
        assertThat(AudioFiles.isPublicName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../secret", "*", "0193e8a1-7c00-4abc-8def-0123456789ab"})
    void anIdThatNamesNoFileFindsNone(final String audioId) throws IOException {
        assertThat(AudioFiles.in(directory).find(audioId)).isEmpty();
    }
}
