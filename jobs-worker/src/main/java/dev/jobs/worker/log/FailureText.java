package dev.jobs.worker.log;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;

/** The messages of what handlers throw, for people. */
public final class FailureText {
    private FailureText() {}

    /**
     * The message, or else the exception's name; both where the message alone tells little: of errors, and of a null where
     * there must be none, whose message may be no more than the name of a parameter.
     */
    public static String of(final Throwable failure) {
        final Class<?> type = failure.getClass();
        final String name = type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
        final Optional<String> message = message(failure).filter(text -> !text.isBlank());
        return failure instanceof Error || failure instanceof NullPointerException
                ? name + message.map(text -> ": " + text).orElse("")
                : message.orElse(name);
    }

    /** True if a logger can print it: its own methods, and those of its causes, may throw. */
    public static boolean isPrintable(final Throwable failure) {
        try (PrintWriter nowhere = new PrintWriter(Writer.nullWriter())) {
            failure.printStackTrace(nowhere);
            return true;
        } catch (final RuntimeException | Error unprintable) {
            return false;
        }
    }

    private static Optional<String> message(final Throwable failure) {
        try {
            return Optional.ofNullable(failure.getMessage());
        } catch (final RuntimeException | Error unreadable) {
            return Optional.empty();
        }
    }
}
