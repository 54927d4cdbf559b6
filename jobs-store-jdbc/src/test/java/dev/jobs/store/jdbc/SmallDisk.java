package dev.jobs.store.jdbc;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jobs.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes, in memory, that can be filled up. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(final Path directory) {
        this.directory = directory;
    }

    /** Mounted at a new directory; a test that may not mount is skipped. */
    static SmallDisk mount(final Path directory, final int megabytes) throws IOException {
        Files.createDirectory(directory);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + megabytes + "m", "tmpfs", directory.toString()))
                .as("exit code of mount, which only root may")
                .isZero();
        return new SmallDisk(directory);
    }

    Path directory() {
        return directory;
    }

    /** Takes all the space that is left. */
    void fill() throws IOException {
        try (OutputStream ballast = Files.newOutputStream(ballast(), CREATE, APPEND)) {
            final byte[] block = new byte[4096];
            while (true) {
                ballast.write(block);
            }
        } catch (final IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** Gives back what was taken. */
    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    private static int run(final String... command) throws IOException {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        Await.until(command[0] + " has ended", () -> !process.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        assertThat(run("umount", directory.toString()))
                .as("exit code of umount")
                .isZero();
    }
}
