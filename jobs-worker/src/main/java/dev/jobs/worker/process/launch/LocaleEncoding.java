package dev.jobs.worker.process.launch;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The encoding in which Java hands arguments, variables and paths to the system, which the locale decides. What it cannot
 * carry would become question marks, silently.
 */
public final class LocaleEncoding {
    /** Since Java 18 the default encoding is UTF-8 whatever the locale is, and another is used for this. */
    private static final int FIRST_WITH_TWO = 18;

    private final Charset encoding;
    private final String locale;

    LocaleEncoding(final Charset encoding, final String locale) {
        this.encoding = encoding;
        this.locale = locale;
    }

    /** That of this process. */
    public static LocaleEncoding ofThisProcess() {
        final String name = System.getProperty("sun.jnu.encoding", "");
        final boolean has =
                Runtime.version().feature() >= FIRST_WITH_TWO && !name.isEmpty() && Charset.isSupported(name);
        return new LocaleEncoding(has ? Charset.forName(name) : Charset.defaultCharset(), locale(System.getenv()));
    }

    /** The variable that decides the locale, as an operator would set it. */
    static String locale(final Map<String, String> environment) {
        return List.of("LC_ALL", "LC_CTYPE", "LANG").stream()
                .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                .findFirst()
                .map(name -> name + "=" + environment.get(name))
                .orElse("no LC_ALL, LC_CTYPE or LANG");
    }

    /** Fails, without telling what it is, if something of the command cannot be carried. */
    public void check(final Command command) {
        final CharsetEncoder encoder = encoding.newEncoder();
        for (int i = 0; i < command.arguments().size(); i++) {
            check(
                    command,
                    encoder,
                    i == 0 ? "program's name" : "argument " + i,
                    Stream.of(command.arguments().get(i)));
        }
        check(
                command,
                encoder,
                "environment",
                command.environment().entrySet().stream()
                        .flatMap(variable -> Stream.of(variable.getKey(), variable.getValue())));
        check(command, encoder, "working directory", text(command.directory()));
        check(
                command,
                encoder,
                "input file's name",
                command.input() instanceof Command.FileInput input ? text(Optional.of(input.file())) : Stream.empty());
    }

    private static Stream<String> text(final Optional<?> path) {
        return path.map(Object::toString).stream();
    }

    private void check(
            final Command command, final CharsetEncoder encoder, final String what, final Stream<String> texts) {
        if (!texts.allMatch(encoder::canEncode)) {
            throw new CommandFailedException(command.programName() + " cannot be started: its " + what
                    + " holds characters that the worker's locale cannot carry (" + locale + ", encoding "
                    + encoding.name() + "); start the worker under a UTF-8 locale, such as LC_ALL=C.UTF-8");
        }
    }
}
