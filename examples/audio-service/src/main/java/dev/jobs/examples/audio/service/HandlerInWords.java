package dev.jobs.examples.audio.service;

import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.handler.JobHandler;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Handlers whose failures are said in words for the person whose job it is: no path, no class, no output of the tool. Those are the
 * cause, for the log. What the tool says of its input is for people already.
 */
final class HandlerInWords {
    private HandlerInWords() {}

    /**
     * The handler in words.
     *
     * @param isFull whether there is no room left for files
     */
    static <P, R> JobHandler<P, R> of(final JobHandler<P, R> handler, final BooleanSupplier isFull) {
        return context -> {
            try {
                return handler.handle(context);
            } catch (final IOException | CommandFailedException e) {
                throw new WorkFailedException(
                        isFull.getAsBoolean()
                                ? "The service has no room left for audio files."
                                : "The service could not do this: something went wrong in it, not with the file.",
                        e);
            }
        };
    }
}
