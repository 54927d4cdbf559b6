package dev.jobs.worker.process;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command that was started, with its output and its tree. Safe for threads. */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    private final Command command;
    private final Process process;
    private final OutputTail tail;
    private final OutputPump output;
    private final TreeEnding ending;

    private ChildProcess(
            final Command command,
            final Process process,
            final OutputTail tail,
            final OutputPump output,
            final TreeEnding ending) {
        this.command = command;
        this.process = process;
        this.tail = tail;
        this.output = output;
        this.ending = ending;
    }

    /** Starts the process, begins to read its output and to give its input. */
    static ChildProcess start(
            final Command command, final ProcessBuilder builder, final Function<Process, TreeEnding> ending)
            throws IOException {
        final var tail = new OutputTail(command.tailBytes());
        final var output = new OutputPump(command.programName(), tail, command.onLine());
        final Process process = output.start(builder);
        final var child = new ChildProcess(command, process, tail, output, ending.apply(process));
        if (command.input() instanceof Command.BytesInput input) {
            final var thread = new Thread(() -> child.write(input.bytes()), "jobs-input-" + process.pid());
            thread.setDaemon(true);
            thread.start();
        }
        return child;
    }

    /** Waits until the command and all that it started have ended. */
    CommandResult await() throws InterruptedException {
        try {
            final int code = process.waitFor();
            ending.rootHasEnded();
            ending.await();
            output.awaitEnd();
            if (code != 0) {
                throw new CommandFailedException(ExitMessage.of(command.programName(), code, tail.text()));
            }
            return new CommandResult(code, tail.text());
        } catch (final InterruptedException interrupted) {
            stop();
            awaitDeathInSpiteOfInterrupts();
            throw interrupted;
        }
    }

    /** Begins to end the whole tree, and returns at once. */
    void stop() {
        output.mute();
        ending.begin();
    }

    /** Waits until nothing of the tree is left. Somebody who still holds its output is a sign that something is. */
    Death awaitDeath() throws InterruptedException {
        final Death found = ending.await();
        return output.isHeldOpen() ? Death.PRESUMED : found;
    }

    /** Whether no process of the tree is left. */
    boolean isOver() {
        return ending.isOver();
    }

    /** What {@link #awaitDeath} answers, once it can be told without waiting. */
    Optional<Death> settledDeath() {
        return ending.isOver()
                ? output.wasHeldOpen().map(held -> held ? Death.PRESUMED : ending.whenOver())
                : Optional.empty();
    }

    private void awaitDeathInSpiteOfInterrupts() {
        boolean interruptedAgain = false;
        while (!ending.isOver()) {
            try {
                ending.await();
            } catch (final InterruptedException again) {
                interruptedAgain = true;
            }
        }
        if (interruptedAgain) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(final byte[] input) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (final IOException notRead) {
            LOG.debug("{} ended before it had read all of its input", command.programName(), notRead);
        }
    }
}
