package dev.jobs.examples.audio.service;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that writes parts. Their names begin with its own, and it holds a lock on a file of that name for as long as it
 * lives: parts without a live owner were left by a process that was killed. Safe to share between threads.
 */
final class PartOwner implements AutoCloseable {
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** The owner's lock, or a part of its. */
    private static final Pattern OWNED = Pattern.compile("writer-(" + ID + ")\\.lock|part-(" + ID + ")_" + ID);

    /** The age from which a part without an owner, of an earlier version of this service, is written by nobody any more. */
    private static final Duration LONGEST_WRITE = Duration.ofHours(1);

    private final Path directory;
    private final String id;
    private final FileChannel locked;

    private PartOwner(final Path directory, final String id, final FileChannel locked) {
        this.directory = directory;
        this.id = id;
        this.locked = locked;
    }

    /** A new owner of parts in this directory. */
    static PartOwner in(final Path directory) throws IOException {
        while (true) {
            final String id = UUID.randomUUID().toString();
            final Path lock = lock(directory, id);
            final FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            final FileLock held = channel.lock();
            // Another process that starts may have swept it away before it was locked.
            if (held.isValid() && Files.exists(lock)) {
                return new PartOwner(directory, id, channel);
            }
            channel.close();
        }
    }

    /** The path at which a new part is to be written. */
    Path newPart() {
        return directory.resolve("part-" + id + "_" + UUID.randomUUID());
    }

    private static Path lock(final Path directory, final String id) {
        return directory.resolve("writer-" + id + ".lock");
    }

    /** Deletes the parts in this directory whose owners are gone. */
    static void sweep(final Path directory) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, "{part,writer}-*")) {
            for (final Path part : parts) {
                sweep(directory, part);
            }
        }
    }

    private static void sweep(final Path directory, final Path part) throws IOException {
        final Matcher owned = OWNED.matcher(part.getFileName().toString());
        if (owned.matches()) {
            final String id = Optional.ofNullable(owned.group(1)).orElseGet(() -> owned.group(2));
            deleteIfGone(part, lock(directory, id));
        } else if (Files.getLastModifiedTime(part)
                .toInstant()
                .isBefore(Instant.now().minus(LONGEST_WRITE))) {
            Files.deleteIfExists(part);
        }
    }

    private static void deleteIfGone(final Path part, final Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            // While the lock is held, so that no owner takes it in between.
            if (channel.tryLock() != null) {
                Files.deleteIfExists(part);
            }
        } catch (final NoSuchFileException e) {
            Files.deleteIfExists(part);
        } catch (final OverlappingFileLockException e) {
            // Its owner is in this very process.
        }
    }

    /** Gives the lock back; parts that are still there belong to nobody. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(lock(directory, id));
        locked.close();
    }
}
