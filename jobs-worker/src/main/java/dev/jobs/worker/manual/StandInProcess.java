package dev.jobs.worker.manual;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.output.OutputTail;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The process that a {@link CommandStandIn} plays. Safe to share between threads. */
public final class StandInProcess {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Command command;
    private final OutputObserver observer;
    private final StandInScope.Surroundings surroundings;
    private final OutputTail tail;
    private final Optional<Long> limitAt;

    // Guarded by this, as is all below.
    private boolean muted;
    private boolean toldToEnd;
    private boolean atLimit;

    StandInProcess(final Command command, final OutputObserver observer, final StandInScope.Surroundings surroundings) {
        this.command = command;
        this.observer = observer;
        this.surroundings = surroundings;
        this.tail = new OutputTail(command.tailBytes());
        this.limitAt = command.timeLimit().map(limit -> surroundings.time().nanos() + limit.toNanos());
    }

    /** The command that the handler runs. */
    public Command command() {
        return command;
    }

    /** Writes a line of output, which goes where that of a real process goes. */
    public void output(final String line) {
        final byte[] bytes = (requireNonNull(line, "line") + "\n").getBytes(UTF_8);
        tail.append(bytes, bytes.length);
        observer.onOutput();
        if (command.logsOutput()) {
            observer.onLine(line);
        }
        if (!isMuted()) {
            try {
                command.onLine().accept(line);
            } catch (final RuntimeException | Error failure) { // as a real pump does: it is not called again
                mute();
            }
        }
    }

    private synchronized boolean isMuted() {
        return muted;
    }

    private synchronized void mute() {
        muted = true;
    }

    /**
     * Lets so much time pass while the process runs; less, if it is told to end meanwhile: at a limit of time, or because its attempt
     * is to stop for another reason.
     *
     * @return true if it may go on; false if it has got SIGTERM
     */
    public boolean pass(final Duration time) {
        long left = time.toNanos();
        while (true) {
            final long untilLimit = Math.min(surroundings.lookAtLimits().getAsLong(), untilOwnLimit());
            if (isToldToEnd() || left == 0) {
                return !isToldToEnd();
            }
            final long step = Math.min(left, untilLimit);
            surroundings.time().pass(Duration.ofNanos(step));
            left -= step;
        }
    }

    /** The nanoseconds until the command's own limit; a process that has reached it is told to end. */
    private synchronized long untilOwnLimit() {
        if (limitAt.isEmpty()) {
            return Long.MAX_VALUE;
        }
        final long left = limitAt.get() - surroundings.time().nanos();
        if (left <= 0 && !toldToEnd) {
            atLimit = true;
            end();
        }
        return Math.max(0, left);
    }

    /**
     * Runs until it gets SIGTERM. Time passes up to the nearest limit of time; where there is none, this waits until another thread
     * stops the attempt, as by a cancel.
     *
     * @throws IllegalStateException if nobody does so within a minute
     */
    public void awaitSigterm() throws InterruptedException {
        final long untilLimit = Math.min(surroundings.lookAtLimits().getAsLong(), untilOwnLimit());
        if (untilLimit < Long.MAX_VALUE) {
            pass(Duration.ofNanos(untilLimit));
        }
        final long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        synchronized (this) {
            while (!toldToEnd) {
                final long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException(command.programName()
                            + " runs until it is stopped, and nobody has stopped its job within " + LONGEST_WAIT);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }

    /** Lets the kill grace pass, as a process does that ignores SIGTERM. */
    public void awaitSigkill() {
        surroundings.time().pass(surroundings.killGrace());
    }

    /** True if it has got SIGTERM. */
    public synchronized boolean isToldToEnd() {
        return toldToEnd;
    }

    synchronized void end() {
        toldToEnd = true;
        muted = true;
        notifyAll();
    }

    /** True if it was its own time limit that told it to end. */
    synchronized boolean isAtLimit() {
        return atLimit;
    }

    String outputTail() {
        return tail.text();
    }
}
