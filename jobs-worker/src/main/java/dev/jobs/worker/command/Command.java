package dev.jobs.worker.command;

import static java.util.Objects.requireNonNull;

import dev.jobs.AttemptLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A program to run as a child process of a job: its arguments, surroundings and what becomes of its output.
 *
 * <p>Immutable and safe to share between threads; each method below answers a changed copy. Nothing is expanded by a
 * shell. Its text form names the program only, since arguments and environment may hold secrets.
 */
public final class Command {
    private static final int DEFAULT_TAIL_BYTES = 8 * 1024;

    private final Values values;

    private Command(final Values values) {
        this.values = values;
    }

    /** The parts of a command, for the copy that is being made of it. */
    private static final class Values {
        private final List<String> arguments;
        private Optional<Path> directory = Optional.empty();
        private Map<String, String> environment = Map.of();
        private Input input = new NoInput();
        private Consumer<String> onLine = line -> {};
        private int tailBytes = DEFAULT_TAIL_BYTES;
        private Optional<Duration> timeLimit = Optional.empty();
        private boolean logsOutput;

        Values(final List<String> arguments) {
            this.arguments = arguments;
        }

        Values(final Values other) {
            arguments = other.arguments;
            directory = other.directory;
            environment = other.environment;
            input = other.input;
            onLine = other.onLine;
            tailBytes = other.tailBytes;
            timeLimit = other.timeLimit;
            logsOutput = other.logsOutput;
        }
    }

    private Command with(final Consumer<Values> change) {
        final Values copy = new Values(values);
        change.accept(copy);
        return new Command(copy);
    }

    /** The program, as a path or a name looked up in {@code PATH}, and its arguments. */
    public static Command of(final String program, final String... arguments) {
        final var all = new ArrayList<String>();
        all.add(requireNonNull(program, "program"));
        all.addAll(List.of(arguments));
        return of(all);
    }

    /** The program and its arguments, in one list. */
    public static Command of(final List<String> programAndArguments) {
        final List<String> copy = List.copyOf(programAndArguments);
        if (copy.isEmpty() || copy.get(0).isBlank()) {
            throw new IllegalArgumentException("A command needs a program");
        }
        for (final String argument : copy) {
            requireNoNul(argument, "argument");
        }
        return new Command(new Values(copy));
    }

    /** Runs in this directory instead of the worker's own. */
    public Command directory(final Path to) {
        requireNonNull(to, "directory");
        return with(copy -> copy.directory = Optional.of(to));
    }

    /** Adds a variable to the environment inherited from the worker, or replaces it. */
    public Command environment(final String name, final String value) {
        requireNoNul(name, "environment variable's name");
        requireNoNul(value, "environment variable's value");
        if (name.isEmpty() || name.contains("=")) {
            throw new IllegalArgumentException("An environment variable's name is not empty and holds no '='");
        }
        final Map<String, String> more = new LinkedHashMap<>(values.environment);
        more.put(name, value);
        return with(copy -> copy.environment = Collections.unmodifiableMap(more));
    }

    /** Gives these bytes on standard input, then its end. Without any input, the child reads the end at once. */
    public Command input(final byte[] bytes) {
        final Input given = new BytesInput(bytes.clone());
        return with(copy -> copy.input = given);
    }

    /** Gives the content of this file on standard input. */
    public Command input(final Path file) {
        requireNonNull(file, "file");
        return with(copy -> copy.input = new FileInput(file));
    }

    /**
     * Hands each line of standard output and error to this listener, one at a time, as UTF-8 without its end. Overlong
     * lines arrive in pieces. A slow listener slows the child; one that throws is not called again.
     */
    public Command onLine(final Consumer<String> listener) {
        requireNonNull(listener, "listener");
        return with(copy -> copy.onLine = listener);
    }

    /**
     * Copies each line of standard output and error to the job's log, as {@link dev.jobs.worker.handler.JobContext#log} does,
     * beside the {@linkplain #onLine listener} if there is one. It never slows the child: what comes too fast is dropped. What
     * the child writes while it is being stopped is copied too.
     */
    public Command logOutput() {
        return with(copy -> copy.logsOutput = true);
    }

    /**
     * Gives the command at most this time, from the call of {@code exec}. When it is over, the whole tree is ended as at a stop,
     * and {@code exec} throws a {@link CommandTimedOutException}. The attempt goes on if the handler catches it; its own
     * limits hold all the same.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 36,500 days
     */
    public Command timeLimit(final Duration time) {
        final Optional<Duration> checked =
                AttemptLimits.NONE.withTimeLimit(time).timeLimit();
        return with(copy -> copy.timeLimit = checked);
    }

    /** Keeps this many of the output's last bytes for the result or the failure; 8 KiB by default. */
    public Command tailBytes(final int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("tailBytes must not be negative: " + bytes);
        }
        return with(copy -> copy.tailBytes = bytes);
    }

    /** The program and its arguments. */
    public List<String> arguments() {
        return values.arguments;
    }

    /** The program's name, without its directory: what messages may show. */
    public String programName() {
        final String program = values.arguments.get(0);
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /** The directory to run in; empty for the worker's own. */
    public Optional<Path> directory() {
        return values.directory;
    }

    /** The variables added to the inherited environment. */
    public Map<String, String> environment() {
        return values.environment;
    }

    /** The standard input. */
    public Input input() {
        return values.input;
    }

    /** The listener of the output's lines. */
    public Consumer<String> onLine() {
        return values.onLine;
    }

    /** The number of the output's last bytes that are kept. */
    public int tailBytes() {
        return values.tailBytes;
    }

    /** The most time that it may take, if there is a limit. */
    public Optional<Duration> timeLimit() {
        return values.timeLimit;
    }

    /** True if the lines of its output go to the job's log. */
    public boolean logsOutput() {
        return values.logsOutput;
    }

    /** The program's name alone. */
    @Override
    public String toString() {
        return "Command[" + programName() + "]";
    }

    private static void requireNoNul(final String text, final String what) {
        if (requireNonNull(text, what).indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A command's " + what + " must not contain NUL");
        }
    }

    /** The standard input of a child process. */
    public sealed interface Input {}

    /** The end of input at once. */
    public record NoInput() implements Input {}

    /** These bytes, then the end of input. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copied on the way in and out
    public record BytesInput(byte[] bytes) implements Input {
        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public String toString() {
            return "BytesInput[" + bytes.length + " bytes]";
        }
    }

    /** The content of a file. */
    public record FileInput(Path file) implements Input {}
}
