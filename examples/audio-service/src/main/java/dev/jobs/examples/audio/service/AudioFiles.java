package dev.jobs.examples.audio.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directory of the audio files, which all processes of the service share.
 *
 * <p>An audio file is named by its id; what was made of it has that id in front. A file has its name only once it is
 * whole: it is written as a part, and then renamed. Safe to share between threads and processes.
 */
final class AudioFiles implements AutoCloseable {
    /** The path of the files over HTTP. */
    static final String BASE_URL = "/api/audio/files/";

    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern AUDIO_ID = Pattern.compile(ID);
    private static final Pattern PUBLIC_NAME =
            Pattern.compile(ID + "(?:\\.wav|_waveform\\.png|_-?[0-9]{1,2}\\.[0-9]-lufs\\.wav)");

    /** With less room than this a disk is full. */
    private static final long LEAST_ROOM = 1L << 20;

    private final Path directory;
    private final PartOwner owner;

    private AudioFiles(final Path directory, final PartOwner owner) {
        this.directory = directory;
        this.owner = owner;
    }

    /**
     * The files of this directory, which is made if there is none. It has to be one that can be written in. Parts that a process
     * left which was killed are deleted.
     */
    static AudioFiles in(final Path directory) throws IOException {
        Files.createDirectories(directory);
        PartOwner.sweep(directory);
        return new AudioFiles(directory, PartOwner.in(directory));
    }

    /** True if there is no room left for another file. */
    boolean isFull() {
        try {
            return Files.getFileStore(directory).getUsableSpace() < LEAST_ROOM;
        } catch (final IOException e) {
            return false;
        }
    }

    Path directory() {
        return directory;
    }

    /** True if a file of this name may be shown to those who know it. */
    static boolean isPublicName(final String name) {
        return PUBLIC_NAME.matcher(name).matches();
    }

    /** The audio file with this id, if there is one; the id may be anything that somebody sent. */
    Optional<Path> find(final String audioId) {
        if (!AUDIO_ID.matcher(audioId).matches()) {
            return Optional.empty();
        }
        return Arrays.stream(AudioFormat.values())
                .map(format -> original(audioId, format))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The path of the audio file itself. */
    Path original(final String audioId, final AudioFormat format) {
        return directory.resolve(audioId + format.suffix());
    }

    /** The path of the picture of its waveform. */
    Path waveform(final String audioId) {
        return directory.resolve(audioId + "_waveform.png");
    }

    /** The path of the file that was normalised to this loudness. */
    Path normalized(final String audioId, final double targetLufs) {
        return directory.resolve(String.format(Locale.ROOT, "%s_%.1f-lufs.wav", audioId, targetLufs));
    }

    /** The URL of a file of this directory. */
    static String url(final Path file) {
        return BASE_URL + file.getFileName();
    }

    /** The URL of a file that browsers can play; empty for others. */
    static Optional<String> playableUrl(final Path file) {
        return Optional.of(file)
                .filter(one -> isPublicName(one.getFileName().toString()))
                .map(AudioFiles::url);
    }

    /** A new part, which becomes a file, or nothing. */
    Part part() {
        return new Part(owner.newPart());
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }

    /** A file that is being written. Closing it deletes it, unless it was finished. */
    record Part(Path path) implements AutoCloseable {
        /** Gives the file its name, all at once, in place of one of the same name. */
        void finish(final Path target) throws IOException {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(path);
        }
    }
}
