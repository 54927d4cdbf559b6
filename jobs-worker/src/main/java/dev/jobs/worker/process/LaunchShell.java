package dev.jobs.worker.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shell through which a command is started. Immutable.
 *
 * <p>It enters the working directory, opens the input and becomes the program. Each of these can hang, on a FIFO that nobody
 * writes or a network mount that is dead. They hang in a process of the job, which a stop ends, and not in a thread of the
 * worker, which nothing can.
 */
final class LaunchShell {
    /** Without variables of its own, which could be ones of the command's environment. */
    private static final String SCRIPT = """
            if [ "$1" ]; then cd -- "$1" || exit 126; fi
            if [ "$2" ]; then exec <"$2" || exit 126; fi
            shift 2
            exec "$@\"""";

    /** Other names are lost on the way through most shells. */
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Path sh;
    private final Optional<Path> bash;

    private LaunchShell(final Path sh, final Optional<Path> bash) {
        this.sh = sh;
        this.bash = bash;
    }

    /** The shell of this machine, if it has what it takes. */
    static Optional<LaunchShell> find() {
        return ProgramLookup.find("sh").map(sh -> new LaunchShell(sh, ProgramLookup.find("bash")));
    }

    /**
     * What stands before a program and its arguments to start it in this directory and with this input; nothing where no
     * shell would carry an environment of these names.
     */
    Optional<List<String>> line(
            final Set<String> environment, final Optional<Path> directory, final Optional<Path> input) {
        return shellFor(environment).map(shell -> {
            final var line = new ArrayList<>(shell);
            line.addAll(List.of("-c", SCRIPT, "jobs-launch", text(directory), text(input)));
            return line;
        });
    }

    private Optional<List<String>> shellFor(final Set<String> environment) {
        return environment.stream().allMatch(name -> SHELL_NAME.matcher(name).matches())
                ? Optional.of(List.of(sh.toString()))
                : bash.map(found -> List.of(found.toString(), "--posix"));
    }

    private static String text(final Optional<Path> path) {
        return path.map(found -> found.toAbsolutePath().toString()).orElse("");
    }
}
