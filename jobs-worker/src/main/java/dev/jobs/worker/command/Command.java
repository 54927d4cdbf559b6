package dev.jobs.worker.command;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
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

    private final List<String> arguments;
    private final Optional<Path> directory;
    private final Map<String, String> environment;
    private final Input input;
    private final Consumer<String> onLine;
    private final int tailBytes;

    private Command(
            final List<String> arguments,
            final Optional<Path> directory,
            final Map<String, String> environment,
            final Input input,
            final Consumer<String> onLine,
            final int tailBytes) {
        this.arguments = arguments;
        this.directory = directory;
        this.environment = environment;
        this.input = input;
        this.onLine = onLine;
        this.tailBytes = tailBytes;
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
        return new Command(copy, Optional.empty(), Map.of(), new NoInput(), line -> {}, DEFAULT_TAIL_BYTES);
    }

    /** Runs in this directory instead of the worker's own. */
    public Command directory(final Path to) {
        return new Command(
                arguments, Optional.of(requireNonNull(to, "directory")), environment, input, onLine, tailBytes);
    }

    /** Adds a variable to the environment inherited from the worker, or replaces it. */
    public Command environment(final String name, final String value) {
        requireNoNul(name, "environment variable's name");
        requireNoNul(value, "environment variable's value");
        if (name.isEmpty() || name.contains("=")) {
            throw new IllegalArgumentException("An environment variable's name is not empty and holds no '='");
        }
        final Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(arguments, directory, Collections.unmodifiableMap(more), input, onLine, tailBytes);
    }

    /** Gives these bytes on standard input, then its end. Without any input, the child reads the end at once. */
    public Command input(final byte[] bytes) {
        return new Command(arguments, directory, environment, new BytesInput(bytes.clone()), onLine, tailBytes);
    }

    /** Gives the content of this file on standard input. */
    public Command input(final Path file) {
        requireNonNull(file, "file");
        return new Command(arguments, directory, environment, new FileInput(file), onLine, tailBytes);
    }

    /**
     * Hands each line of standard output and error to this listener, one at a time, as UTF-8 without its end. Overlong
     * lines arrive in pieces. A slow listener slows the child; one that throws is not called again.
     */
    public Command onLine(final Consumer<String> listener) {
        return new Command(arguments, directory, environment, input, requireNonNull(listener, "listener"), tailBytes);
    }

    /** Keeps this many of the output's last bytes for the result or the failure; 8 KiB by default. */
    public Command tailBytes(final int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("tailBytes must not be negative: " + bytes);
        }
        return new Command(arguments, directory, environment, input, onLine, bytes);
    }

    /** The program and its arguments. */
    public List<String> arguments() {
        return arguments;
    }

    /** The program's name, without its directory: what messages may show. */
    public String programName() {
        final String program = arguments.get(0);
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /** The directory to run in; empty for the worker's own. */
    public Optional<Path> directory() {
        return directory;
    }

    /** The variables added to the inherited environment. */
    public Map<String, String> environment() {
        return environment;
    }

    /** The standard input. */
    public Input input() {
        return input;
    }

    /** The listener of the output's lines. */
    public Consumer<String> onLine() {
        return onLine;
    }

    /** The number of the output's last bytes that are kept. */
    public int tailBytes() {
        return tailBytes;
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
