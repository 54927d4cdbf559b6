package dev.jobs.worker.process;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts commands with their marks, in sessions of their own where the platform has them. Safe for threads. */
final class ChildLauncher {
    private static final File NULL_DEVICE = new File("/dev/null");

    private final TreeEnding.Means means;
    private final Optional<Path> setsid = ProgramLookup.find("setsid");

    ChildLauncher(final TreeEnding.Means means) {
        this.means = means;
    }

    /** Starts the command, or fails with a message that names its program. */
    ChildProcess start(final Command command, final Marks marks) {
        final ProcessBuilder builder = new ProcessBuilder().redirectErrorStream(true);
        builder.environment().putAll(command.environment());
        marks.addTo(builder.environment());
        builder.command(commandLine(command, builder));
        command.directory().map(Path::toFile).ifPresent(builder::directory);
        builder.redirectInput(input(command));
        return start(command, marks, builder);
    }

    private ChildProcess start(final Command command, final Marks marks, final ProcessBuilder builder) {
        try {
            return ChildProcess.start(command, builder, process -> ending(command, marks, process));
        } catch (final IOException failed) {
            // The exception's own message repeats what was given as the program; its cause says what is wrong.
            final Throwable reason = failed.getCause() == null ? failed : failed.getCause();
            throw new CommandFailedException(command.programName() + " cannot be started: " + reason.getMessage());
        }
    }

    private TreeEnding ending(final Command command, final Marks marks, final Process process) {
        final var tree = new ProcessTree(marks);
        means.table().identify(process).ifPresent(tree::addRoot);
        return new TreeEnding(tree, means, command.programName());
    }

    private List<String> commandLine(final Command command, final ProcessBuilder builder) {
        if (File.separatorChar != '/') {
            return command.arguments();
        }
        final var line = new ArrayList<String>();
        setsid.map(Path::toString).ifPresent(line::add);
        line.add(ProgramLookup.find(command, builder.environment()).toString());
        line.addAll(command.arguments().subList(1, command.arguments().size()));
        return line;
    }

    private static Redirect input(final Command command) {
        if (command.input() instanceof Command.FileInput input) {
            if (!Files.isReadable(input.file())) {
                throw new CommandFailedException(
                        command.programName() + " cannot be started: its input " + input.file() + " cannot be read");
            }
            return Redirect.from(input.file().toFile());
        }
        // What has no null device gets a pipe that is closed at once.
        return command.input() instanceof Command.NoInput && NULL_DEVICE.exists()
                ? Redirect.from(NULL_DEVICE)
                : Redirect.PIPE;
    }
}
