package dev.jobs.worker.process;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.process.group.ControlGroup;
import dev.jobs.worker.process.group.ControlGroups;
import dev.jobs.worker.process.launch.LaunchShell;
import dev.jobs.worker.process.launch.LocaleEncoding;
import dev.jobs.worker.process.launch.ProgramLookup;
import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.NumberMarks;
import dev.jobs.worker.process.tree.ProcessTree;
import dev.jobs.worker.process.tree.RunningTrees;
import dev.jobs.worker.process.tree.TreeTermination;
import dev.jobs.worker.process.watchdog.Watchdog;
import dev.jobs.worker.thread.OneTime;
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

    private final TreeTermination.Means means;
    private final OneTime<Optional<ControlGroups>> groups;
    private final Watchdog watchdog;
    private final RunningTrees runningTrees;
    private final NumberMarks numbers;
    private final LocaleEncoding encoding = LocaleEncoding.ofThisProcess();
    private final Optional<Path> setsid = ProgramLookup.find("setsid");
    private final Optional<LaunchShell> shell = File.separatorChar == '/' ? LaunchShell.find() : Optional.empty();

    ChildLauncher(
            final TreeTermination.Means means,
            final NumberMarks numbers,
            final OneTime<Optional<ControlGroups>> groups,
            final Watchdog watchdog) {
        this.means = means;
        this.numbers = numbers;
        this.groups = groups;
        this.watchdog = watchdog;
        this.runningTrees = new RunningTrees(means.scans(), means.suspects());
    }

    /** The start of a command, which is not yet begun. */
    Launch launch(final Command command, final EnvironmentMarks marks) {
        return new Launch(command, marks);
    }

    /** The start of one command, in two steps, both on one thread: only the second makes a process. */
    final class Launch {
        private final Command command;
        private final EnvironmentMarks marks;
        private final long number = numbers.next();
        private final TreeTermination ending;
        private Optional<ControlGroup> group = Optional.empty();

        private Launch(final Command command, final EnvironmentMarks marks) {
            this.command = command;
            this.marks = marks;
            final var tree = new ProcessTree(marks, number, means.table().newestStart());
            this.ending = new TreeTermination(tree, means, command.programName());
        }

        /** The end of what comes of it. */
        TreeTermination ending() {
            return ending;
        }

        /** The time that its processes have to end after SIGTERM. */
        Duration grace() {
            return means.grace();
        }

        /** Looks up all that is needed, or fails with a message that names the program. May hang with a mount that does. */
        ProcessBuilder prepare() {
            watchdog.startIfNeeded();
            means.suspects().prepare();
            encoding.check(command);
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
            final Optional<LaunchShell> able =
                    shell.filter(found -> found.carries(builder.environment().keySet()));
            if (able.isPresent()) {
                group = groups.get().flatMap(ControlGroups::create);
                group.ifPresent(ending::in);
                line.addAll(able.get().line(builder.environment().keySet(), steps()));
            } else {
                file(command).map(Path::toFile).ifPresent(builder::redirectInput);
                command.directory().map(Path::toFile).ifPresent(builder::directory);
            }
            line.addAll(program);
            return builder.command(line);
        }

        private LaunchShell.Steps steps() {
            return new LaunchShell.Steps(number, group.map(ControlGroup::entrance), command.directory(), file(command));
        }

        /** Leaves nothing of what was prepared for a process that will not be. */
        void abandon() {
            group.ifPresent(ControlGroup::remove);
        }

        /** Makes the process, or fails with a message that names the program. */
        Process start(final ProcessBuilder builder) {
            try {
                final Process process = builder.start();
                if (group.isEmpty()) {
                    runningTrees.add(ending);
                }
                return process;
            } catch (final IOException failed) {
                abandon();
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
