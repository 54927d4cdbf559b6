package dev.jobs.worker.manual;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.command.CommandTimedOutException;
import dev.jobs.worker.process.CommandScope;
import dev.jobs.worker.process.ScopeStoppedException;
import dev.jobs.worker.process.output.ExitMessage;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.tree.Death;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** The commands of one attempt, played by a stand-in. Safe to share between threads. */
final class StandInScope implements CommandScope {
    private final CommandStandIn standIn;
    private final Surroundings surroundings;

    // Guarded by this, as is all below.
    private final Set<StandInProcess> running = new HashSet<>();
    private boolean stopped;

    /**
     * The surroundings of processes that are played.
     *
     * @param time is moved by what takes time
     * @param lookAtLimits stops what has reached a limit of time; answers with the nanoseconds until the next one
     * @param killGrace the time that a process has between SIGTERM and SIGKILL
     */
    record Surroundings(ManualTime time, LongSupplier lookAtLimits, Duration killGrace) {}

    StandInScope(final CommandStandIn standIn, final Surroundings surroundings) {
        this.standIn = standIn;
        this.surroundings = surroundings;
    }

    @Override
    public CommandResult run(final Command command, final OutputObserver observer) throws InterruptedException {
        final StandInProcess process = begin(new StandInProcess(command, observer, surroundings));
        try {
            final int code = standIn.run(process);
            throwIfStopped();
            return result(process, code);
        } catch (final InterruptedException | CommandFailedException e) {
            throwIfStopped();
            throw e;
        } finally {
            ended(process);
        }
    }

    private static CommandResult result(final StandInProcess process, final int code) {
        final Command command = process.command();
        final String tail = process.outputTail();
        if (process.isAtLimit()) {
            final Duration limit = command.timeLimit().orElseThrow();
            throw new CommandTimedOutException(ExitMessage.atLimit(command.programName(), limit, tail), limit);
        }
        if (code != 0) {
            throw new CommandFailedException(ExitMessage.of(command.programName(), code, tail));
        }
        return new CommandResult(code, tail);
    }

    private synchronized StandInProcess begin(final StandInProcess process) {
        throwIfStopped();
        running.add(process);
        return process;
    }

    private synchronized void ended(final StandInProcess process) {
        running.remove(process);
        notifyAll();
    }

    private synchronized void throwIfStopped() {
        if (stopped) {
            throw new ScopeStoppedException();
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        running.forEach(StandInProcess::end);
    }

    @Override
    public synchronized Death awaitDeath() throws InterruptedException {
        while (!running.isEmpty()) {
            wait();
        }
        return Death.SEEN;
    }
}
