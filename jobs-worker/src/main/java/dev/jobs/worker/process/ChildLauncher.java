package dev.jobs.worker.process;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts commands with their marks, in sessions of their own where the platform has them. Safe for threads. */
final class ChildLauncher {
    private static final File NULL_DEVICE = new File("/dev/null");

    private final TreeEnding.Means means;
    private final Watchdog watchdog;
    private final Optional<Path> setsid = ProgramLookup.find("setsid");
    private final Optional<LaunchShell> shell = File.separatorChar == '/' ? LaunchShell.find() : Optional.empty();

    ChildLauncher(final TreeEnding.Means means, final Watchdog watchdog) {
        this.means = means;
        this.watchdog = watchdog;
    }

    /** The start of a command, which is not yet begun. */
    Launch launch(final Command command, final Marks marks) {
        return new Launch(command, marks);
    }

    /** The start of one command, in two steps, both on one thread: only the second makes a process. */
    final class Launch {
        private final Command command;
        private final Marks marks;
        private final TreeEnding ending;

        private Launch(final Command command, final Marks marks) {
            this.command = command;
            this.marks = marks;
            this.ending = new TreeEnding(new ProcessTree(marks), means, command.programName());
        }

        /** The end of what comes of it. */
        TreeEnding ending() {
            return ending;
        }

        /** How long its processes have to end after SIGTERM. */
        Duration grace() {
            return means.grace();
        }

        /** Looks up all that is needed, or fails with a message that names the program. May hang with a mount that does. */
        ProcessBuilder prepare() {
            watchdog.startIfNeeded();
            checkInput(command);
            final ProcessBuilder builder = new ProcessBuilder().redirectErrorStream(true);
            builder.environment().putAll(command.environment());
            marks.addTo(builder.environment());
            builder.redirectInput(
                    command.input() instanceof Command.NoInput && NULL_DEVICE.exists()
                            ? Redirect.from(NULL_DEVICE)
                            : Redirect.PIPE); // what has no null device gets a pipe that is closed at once
            final List<String> program = program(command, builder.environment());
            final var line = new ArrayList<String>();
            setsid.map(Path::toString).ifPresent(line::add);
            shell.flatMap(found -> found.line(builder.environment().keySet(), command.directory(), file(command)))
                    .ifPresentOrElse(line::addAll, () -> {
                        file(command).map(Path::toFile).ifPresent(builder::redirectInput);
                        command.directory().map(Path::toFile).ifPresent(builder::directory);
                    });
            line.addAll(program);
            return builder.command(line);
        }

        /** Makes the process, or fails with a message that names the program. */
        Process start(final ProcessBuilder builder) {
            try {
                return builder.start();
            } catch (final IOException failed) {
                // The exception's own message repeats what was given as the program; its cause says what is wrong.
                final Throwable reason = failed.getCause() == null ? failed : failed.getCause();
                throw new CommandFailedException(command.programName() + " cannot be started: " + reason.getMessage());
            }
        }
    }

    private static List<String> program(final Command command, final Map<String, String> environment) {
        if (File.separatorChar != '/') {
            return command.arguments();
        }
        final var line = new ArrayList<String>();
        line.add(ProgramLookup.find(command, environment).toString());
        line.addAll(command.arguments().subList(1, command.arguments().size()));
        return line;
    }

    private static Optional<Path> file(final Command command) {
        return command.input() instanceof Command.FileInput input ? Optional.of(input.file()) : Optional.empty();
    }

    private static void checkInput(final Command command) {
        file(command).filter(input -> !Files.isReadable(input)).ifPresent(input -> {
            throw new CommandFailedException(
                    command.programName() + " cannot be started: its input " + input + " cannot be read");
        });
    }
}
