package dev.jobs.worker.process;

import dev.jobs.store.operations.RunningChildren;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.tree.Death;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Every process that one attempt started. Safe for threads; several commands may run at once. */
public final class ProcessScope implements CommandScope {
    private final ChildProcesses owner;
    private final String leaseMark;
    private final AtomicLong made = new AtomicLong();
    private final Object lock = new Object();
    /** Guarded by the lock, as is all below. Nothing that may wait is done under it: heartbeats and stops take it. */
    private final Set<ChildProcess> running = new LinkedHashSet<>();

    private boolean stopped;
    private Death death = Death.SEEN;

    ProcessScope(final ChildProcesses owner, final String leaseMark) {
        this.owner = owner;
        this.leaseMark = leaseMark;
    }

    /** Runs a command that nobody observes; see {@link #run(Command, OutputObserver)}. */
    public CommandResult run(final Command command) throws InterruptedException {
        return run(command, OutputObserver.NONE);
    }

    /**
     * {@inheritDoc}
     *
     * <p>If its process ends by itself and leaves others behind, those are ended. An interrupt ends the whole tree, and is
     * thrown when it is dead.
     */
    @Override
    public CommandResult run(final Command command, final OutputObserver observer) throws InterruptedException {
        final ChildProcess child = add(command, observer);
        try {
            child.begin();
            final CommandResult result = child.await();
            throwIfStopped();
            return result;
        } catch (final CommandFailedException failed) {
            throwIfStopped();
            throw failed;
        } finally {
            forget(child);
        }
    }

    @Override
    public List<RunningChildren.Child> children() {
        synchronized (lock) {
            return running.isEmpty()
                    ? List.of()
                    : running.stream().flatMap(child -> child.told().stream()).toList();
        }
    }

    /** {@inheritDoc} It does so whatever any start does; what is left after the grace is killed. */
    @Override
    public void stop() {
        final List<ChildProcess> toStop;
        synchronized (lock) {
            stopped = true;
            toStop = List.copyOf(running);
        }
        toStop.forEach(ChildProcess::stop);
    }

    @Override
    public Death awaitDeath() throws InterruptedException {
        final List<ChildProcess> left;
        synchronized (lock) {
            left = List.copyOf(running);
        }
        for (final ChildProcess child : left) {
            note(child.awaitDeath());
        }
        synchronized (lock) {
            return death;
        }
    }

    /** A child is here before it is started, so that none slips past a stop, and a start that hangs holds no lock. */
    private ChildProcess add(final Command command, final OutputObserver observer) {
        throwIfStopped();
        final ChildProcess child = owner.child(command, observer, leaseMark, made.incrementAndGet());
        synchronized (lock) {
            throwIfStopped();
            running.add(child);
        }
        return child;
    }

    private void throwIfStopped() {
        synchronized (lock) {
            if (stopped) {
                throw new ScopeStoppedException();
            }
        }
    }

    /** A child that is not settled, after an interrupt or an error, is left to {@link #awaitDeath}. */
    private void forget(final ChildProcess child) {
        if (!child.isOver()) {
            child.stop();
        }
        synchronized (lock) {
            child.settledDeath().ifPresent(seen -> {
                note(seen);
                running.remove(child);
            });
        }
    }

    private void note(final Death seen) {
        synchronized (lock) {
            death = seen == Death.PRESUMED ? seen : death;
        }
    }
}
