package dev.jobs.worker.process.launch;

import static java.util.Objects.requireNonNullElse;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the file of a command's program as a shell would, and names what is wrong with it if it cannot be run. */
public final class ProgramLookup {
    private ProgramLookup() {}

    /** The program's file, or a failure that names the program. */
    public static Path find(final Command command, final Map<String, String> environment) {
        checkDirectory(command);
        final String program = command.arguments().get(0);
        try {
            return program.contains(File.separator)
                    ? check(command, inDirectory(command, program))
                    : onPath(command, program, requireNonNullElse(environment.get("PATH"), ""));
        } catch (final InvalidPathException strange) {
            throw failure(command, "was not found");
        }
    }

    /** The file of a program that this library itself uses. */
    public static Optional<Path> find(final String program) {
        for (final String directory :
                requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1)) {
            final Path candidate = Path.of(directory, program);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    private static void checkDirectory(final Command command) {
        if (command.directory().isPresent()
                && !Files.isDirectory(command.directory().get())) {
            throw failure(
                    command,
                    "cannot be started: its working directory "
                            + command.directory().get() + " does not exist");
        }
    }

    private static Path onPath(final Command command, final String program, final String path) {
        Optional<Path> notExecutable = Optional.empty();
        for (final String directory : path.split(File.pathSeparator, -1)) {
            final Path candidate = inDirectory(command, directory.isEmpty() ? "." : directory)
                    .resolve(program)
                    .normalize();
            if (Files.isRegularFile(candidate)) {
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
                notExecutable = Optional.of(candidate);
            }
        }
        if (notExecutable.isPresent()) {
            return check(command, notExecutable.get());
        }
        throw failure(command, "was not found on the PATH");
    }

    private static Path check(final Command command, final Path file) {
        if (!Files.exists(file)) {
            throw failure(command, "was not found: there is no " + file);
        }
        if (Files.isDirectory(file)) {
            throw failure(command, "cannot be started: " + file + " is a directory");
        }
        if (!Files.isExecutable(file)) {
            throw failure(command, "cannot be started: " + file + " is not executable");
        }
        return file;
    }

    /** A path relative to the directory the command runs in. */
    private static Path inDirectory(final Command command, final String path) {
        return command.directory().orElse(Path.of("")).toAbsolutePath().resolve(path);
    }

    private static CommandFailedException failure(final Command command, final String what) {
        return new CommandFailedException(command.programName() + " " + what);
    }
}
