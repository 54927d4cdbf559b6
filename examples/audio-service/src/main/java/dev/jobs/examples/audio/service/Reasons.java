package dev.jobs.examples.audio.service;

import java.util.Optional;

/** Failures in one line, for the person at the console. */
final class Reasons {
    private Reasons() {}

    /** The message, and that of the deepest cause where it says more; on one line. */
    static String of(final Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        final String own = text(failure);
        final String cause = text(deepest);
        return (own.contains(cause) ? own : own + ": " + cause).replaceAll("\\s*\\R\\s*", " ");
    }

    private static String text(final Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }
}
