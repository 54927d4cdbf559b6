package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.manual.StandInProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The answer to a faked command: its steps in the order in which they were added, and then its end. Each method changes it and returns
 * it. Safe to share between threads.
 */
public final class FakeCommand {
    private static final int SIGTERM = 128 + 15;
    private static final int SIGKILL = 128 + 9;

    private final Predicate<Command> which;

    // Guarded by this, as is all below.
    private final List<Step> steps = new ArrayList<>();
    private int exitCode;
    private boolean ignoresSigterm;
    private int runsLeft = Integer.MAX_VALUE;

    FakeCommand(final Predicate<Command> which) {
        this.which = which;
    }

    /** A part of what a process does. */
    @FunctionalInterface
    private interface Step {
        void run(StandInProcess process) throws InterruptedException;
    }

    /** An effect of a faked command, such as a file that it writes. */
    @FunctionalInterface
    public interface Effect {
        /**
         * Does what the command would do.
         *
         * @param command the command that the handler runs
         * @throws Exception if the test is wrong: it fails the attempt
         */
        void run(Command command) throws Exception;
    }

    /** It writes these lines of output. */
    public FakeCommand prints(final String... lines) {
        final List<String> all = List.of(lines);
        return then(process -> all.forEach(process::output));
    }

    /**
     * It takes so long, by the test's clock, which moves on by so much; less if a limit of time ends it before.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public FakeCommand takes(final Duration time) {
        if (requireNonNull(time, "time").isNegative()) {
            throw new IllegalArgumentException("no command takes " + time);
        }
        return then(process -> process.pass(time));
    }

    /** It has this effect. */
    public FakeCommand does(final Effect effect) {
        requireNonNull(effect, "effect");
        return then(process -> run(effect, process.command()));
    }

    private static void run(final Effect effect, final Command command) throws InterruptedException {
        try {
            effect.run(command);
        } catch (final InterruptedException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IllegalStateException("the effect of a faked " + command.programName() + " failed", e);
        }
    }

    /**
     * It runs until it is told to end: by a limit of time, for which the clock moves on, or by a stop of its attempt on another
     * thread.
     */
    public FakeCommand runsUntilStopped() {
        return then(StandInProcess::awaitSigterm);
    }

    /** It cannot be started, for this reason. */
    public FakeCommand cannotBeStarted(final String reason) {
        requireNonNull(reason, "reason");
        return then(process -> {
            throw new CommandFailedException(process.command().programName() + " cannot be started: " + reason);
        });
    }

    private synchronized FakeCommand then(final Step step) {
        steps.add(step);
        return this;
    }

    /** It ends with this code, if it is not told to end before; 0 by default. */
    public synchronized FakeCommand exits(final int code) {
        exitCode = code;
        return this;
    }

    /** It ignores SIGTERM: told to end, it goes on for the whole kill grace, and is killed then. */
    public synchronized FakeCommand ignoresSigterm() {
        ignoresSigterm = true;
        return this;
    }

    /** It answers one command only; the next one is for older fakes. */
    public FakeCommand once() {
        return times(1);
    }

    /** It answers so many commands; the next one is for older fakes. */
    public synchronized FakeCommand times(final int number) {
        runsLeft = number;
        return this;
    }

    /** True if it answers this command; it is used up by as much. */
    synchronized boolean takes(final Command command) {
        if (runsLeft <= 0 || !which.test(command)) {
            return false;
        }
        runsLeft--;
        return true;
    }

    /** The exit code of a process that goes through all steps, unless it is told to end. */
    int play(final StandInProcess process) throws InterruptedException {
        for (final Step step : steps()) {
            if (process.isToldToEnd()) {
                break;
            }
            step.run(process);
        }
        return end(process);
    }

    private synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    private int end(final StandInProcess process) {
        final boolean ignores;
        final int code;
        synchronized (this) {
            ignores = ignoresSigterm;
            code = exitCode;
        }
        if (!process.isToldToEnd()) {
            return code;
        }
        if (ignores) {
            process.awaitSigkill();
        }
        return ignores ? SIGKILL : SIGTERM;
    }
}
