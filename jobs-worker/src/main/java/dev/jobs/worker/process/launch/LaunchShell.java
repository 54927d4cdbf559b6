package dev.jobs.worker.process.launch;

import dev.jobs.worker.process.table.NumberMarks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shell through which a command is started. Immutable.
 *
 * <p>It takes on the command's number, enters its control group and its directory, opens its input and becomes the program.
 * The last three can hang, on a FIFO that nobody writes or a network mount that is dead. They hang in a process of the job,
 * which a stop ends, and not in a thread of the worker, which nothing can.
 */
public final class LaunchShell {
    /** Without variables of its own, which could be ones of the command's environment. */
    private static final String SCRIPT = """
            ulimit -S -m "$1" 2>/dev/null
            if [ "$2" ]; then echo 0 >"$2" || exit 126; fi
            if [ "$3" ]; then cd -- "$3" || exit 126; fi
            if [ "$4" ]; then exec <"$4" || exit 126; fi
            shift 4
            exec "$@\"""";

    /** Other names are lost on the way through most shells. */
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** These are set by shells to values of their own. */
    private static final Set<String> SET_BY_SHELLS = Set.of("IFS", "PPID", "OPTIND");

    private final Path sh;
    private final Optional<Path> bash;

    private LaunchShell(final Path sh, final Optional<Path> bash) {
        this.sh = sh;
        this.bash = bash;
    }

    /** The shell of this machine, if it has what it takes. */
    public static Optional<LaunchShell> find() {
        return ProgramLookup.find("sh").map(sh -> new LaunchShell(sh, ProgramLookup.find("bash")));
    }

    /**
     * The steps that come before the program.
     *
     * @param number the command's number
     * @param group the file by which its control group is entered
     * @param directory where it runs
     * @param input the file that it reads
     */
    public record Steps(long number, Optional<Path> group, Optional<Path> directory, Optional<Path> input) {}

    /** True if a shell would carry an environment of these names. */
    public boolean carries(final Set<String> environment) {
        return shellFor(environment).isPresent();
    }

    /** The line that stands before a program and its arguments, where a shell carries an environment of these names. */
    public List<String> line(final Set<String> environment, final Steps steps) {
        final var line = new ArrayList<>(shellFor(environment).orElseThrow());
        line.addAll(List.of("-c", SCRIPT, "jobs-launch", NumberMarks.forShell(steps.number())));
        line.addAll(List.of(text(steps.group()), text(steps.directory()), text(steps.input())));
        return line;
    }

    private Optional<List<String>> shellFor(final Set<String> environment) {
        if (SET_BY_SHELLS.stream().anyMatch(environment::contains)) {
            return Optional.empty();
        }
        return environment.stream().allMatch(name -> SHELL_NAME.matcher(name).matches())
                ? Optional.of(List.of(sh.toString()))
                : bash.map(found -> List.of(found.toString(), "--posix"));
    }

    private static String text(final Optional<Path> path) {
        return path.map(found -> found.toAbsolutePath().toString()).orElse("");
    }
}
