package dev.jobs.worker.process;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.operations.RunningChildren;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.command.CommandTimedOutException;
import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.output.ExitMessage;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.output.OutputPump;
import dev.jobs.worker.process.output.OutputTail;
import dev.jobs.worker.process.tree.Death;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command: its start, its output and its tree. Safe for threads.
 *
 * <p>A start may hang, when it reads a program or directory on a network mount that is dead, for one. It is made on the
 * thread that then reads the output, so that whoever waits for it can stop waiting, and a stop never waits for it: before
 * the process is begun a stop leaves nothing to end, and after that the thread that began it ends it.
 */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    /** The time after the grace in which a process that is just being started may still come up before its end is presumed. */
    private static final Duration PATIENCE_WITH_START = Duration.ofSeconds(1);

    private final Command command;
    private final ChildLauncher.Launch launch;
    private final OutputTail tail;
    private final OutputPump output;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.PREPARING);
    private final CompletableFuture<Process> started = new CompletableFuture<>();
    private volatile long startedAt;
    private volatile long stopAt;
    private volatile boolean stopRequested;

    private enum Phase {
        /** Nothing of it exists: a stop ends it here. */
        PREPARING,
        /** The system is making the process. */
        STARTING,
        STARTED,
        /** There is and will be no process. */
        NEVER_STARTED
    }

    ChildProcess(final Command command, final OutputObserver observer, final ChildLauncher.Launch launch) {
        this.command = command;
        this.launch = launch;
        this.tail = new OutputTail(command.tailBytes());
        this.output = new OutputPump(command, tail, observer);
    }

    /** Begins to start the process, and returns at once. */
    void begin() {
        try {
            final var thread = new Thread(this::startAndPump, "jobs-output");
            thread.setDaemon(true);
            thread.start();
        } catch (final Throwable noThread) {
            neverStarted(noThread);
            throw noThread;
        }
    }

    /**
     * Waits until the command and all that it started have ended.
     *
     * @throws CommandFailedException if it could not be started or did not end well
     * @throws CommandTimedOutException if it reached its time limit; the tree is dead
     * @throws ScopeStoppedException if it was stopped before its start
     */
    CommandResult await() throws InterruptedException {
        try {
            final OptionalInt ended = awaitRoot();
            if (ended.isEmpty()) {
                throw endedAtLimit();
            }
            final int code = ended.getAsInt();
            launch.ending().rootHasEnded();
            launch.ending().await();
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

    /** Waits for the end of the command's own process; its code, or nothing if it has reached its time limit. */
    private OptionalInt awaitRoot() throws InterruptedException {
        if (command.timeLimit().isEmpty()) {
            return OptionalInt.of(process().waitFor());
        }
        final long end = System.nanoTime() + command.timeLimit().get().toNanos();
        try {
            // A start that hangs counts as well.
            started.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException limit) {
            return OptionalInt.empty();
        } catch (final ExecutionException failed) {
            LOG.debug("{} was not started", command.programName(), failed);
        }
        final Process process = process();
        return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** Ends the tree; the failure that says so. */
    private CommandTimedOutException endedAtLimit() {
        stop();
        awaitDeathInSpiteOfInterrupts();
        final Duration limit = command.timeLimit().orElseThrow();
        return new CommandTimedOutException(ExitMessage.atLimit(command.programName(), limit, tail.text()), limit);
    }

    /** Begins to end the whole tree, and returns at once. */
    void stop() {
        output.mute();
        if (!stopRequested) {
            stopAt = System.nanoTime();
            stopRequested = true;
        }
        if (phase.compareAndSet(Phase.PREPARING, Phase.NEVER_STARTED)) {
            neverStarted(new ScopeStoppedException());
        } else if (phase() == Phase.STARTED) {
            launch.ending().begin();
        }
    }

    /** Waits, after a stop, until nothing of the tree is left, or its end can only be presumed. */
    Death awaitDeath() throws InterruptedException {
        if (!awaitStart()) {
            return Death.PRESUMED;
        }
        if (phase() == Phase.NEVER_STARTED) {
            return Death.SEEN;
        }
        final Death found = launch.ending().await();
        return output.isHeldOpen() ? Death.PRESUMED : found;
    }

    /** True if no process of the tree is left. */
    boolean isOver() {
        return switch (phase()) {
            case NEVER_STARTED -> true;
            case STARTED -> launch.ending().isOver();
            case PREPARING, STARTING -> false;
        };
    }

    /** Its process, as operators are told of it; nothing before its start and after its end. */
    Optional<RunningChildren.Child> told() {
        if (phase() != Phase.STARTED || isOver() || !started.isDone()) {
            return Optional.empty();
        }
        final Duration age = Duration.ofNanos(System.nanoTime() - startedAt);
        return Optional.of(new RunningChildren.Child(started.join().pid(), command.programName(), age));
    }

    /** The answer of {@link #awaitDeath}, once it is known without waiting. */
    Optional<Death> settledDeath() {
        if (!isOver()) {
            return Optional.empty();
        }
        return phase() == Phase.NEVER_STARTED
                ? Optional.of(Death.SEEN)
                : output.wasHeldOpen()
                        .map(held -> held ? Death.PRESUMED : launch.ending().whenOver());
    }

    /** Waits for a start under way, as long as a process that comes up would have to end; whether it was settled. */
    private boolean awaitStart() throws InterruptedException {
        final long patience = launch.grace().plus(PATIENCE_WITH_START).toNanos();
        try {
            final var unused = started.get(Math.max(0, patience - (System.nanoTime() - stopAt)), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException failed) {
            return true;
        } catch (final TimeoutException hangs) {
            LogRelay.log(() -> LOG.warn(
                    "The start of {} has not returned; if a process comes of it, it will be ended",
                    command.programName()));
            return false;
        }
        return true;
    }

    private void awaitDeathInSpiteOfInterrupts() {
        boolean interruptedAgain = false;
        boolean waiting = true;
        while (waiting) {
            try {
                awaitDeath();
                waiting = false;
            } catch (final InterruptedException again) {
                interruptedAgain = true;
            }
        }
        if (interruptedAgain) {
            Thread.currentThread().interrupt();
        }
    }

    private Process process() throws InterruptedException {
        try {
            return started.get();
        } catch (final ExecutionException failed) {
            if (failed.getCause() instanceof CommandFailedException refused) {
                throw refused;
            }
            if (failed.getCause() instanceof ScopeStoppedException) {
                throw new ScopeStoppedException();
            }
            throw new IllegalStateException(command.programName() + " cannot be started", failed.getCause());
        }
    }

    private void startAndPump() {
        final Process process;
        try {
            final ProcessBuilder builder = launch.prepare();
            feed();
            if (!phase.compareAndSet(Phase.PREPARING, Phase.STARTING)) {
                launch.abandon();
                return;
            }
            process = launch.start(builder);
        } catch (final Throwable failed) { // whatever it is, those who wait are to get it
            neverStarted(failed);
            return;
        }
        final InputStream from = process.getInputStream();
        synchronized (from) {
            addRoot(process);
            startedAt = System.nanoTime();
            phase.set(Phase.STARTED);
            if (stopRequested) {
                launch.ending().begin();
            }
            started.complete(process);
            Thread.currentThread().setName("jobs-output-" + process.pid());
            output.pump(from);
        }
    }

    private Phase phase() {
        return requireNonNull(phase.get());
    }

    private void addRoot(final Process process) {
        try {
            launch.ending().addRoot(process);
        } catch (final OutOfMemoryError unknown) {
            LogRelay.log(() -> LOG.debug("{} will be found by its marks alone", command.programName(), unknown));
        }
    }

    private void neverStarted(final Throwable reason) {
        phase.set(Phase.NEVER_STARTED);
        started.completeExceptionally(reason);
    }

    /** The input's thread is there before the process: one for which there is no thread would read the end too early. */
    private void feed() {
        if (command.input() instanceof Command.BytesInput input) {
            final var thread = new Thread(() -> write(input.bytes()), "jobs-input");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void write(final byte[] input) {
        try (OutputStream to = process().getOutputStream()) {
            Thread.currentThread().setName("jobs-input-" + process().pid());
            to.write(input);
        } catch (final IOException notRead) {
            LOG.debug("{} ended before it had read all of its input", command.programName(), notRead);
        } catch (final InterruptedException | RuntimeException notStarted) {
            LOG.debug("{} was not started and takes no input", command.programName(), notStarted);
        }
    }
}
