package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.manual.CommandStandIn;
import dev.jobs.worker.manual.StandInProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Fakes of the commands that handlers run with {@code exec}: no process is started. Of several that match a command the newest is
 * taken. A command that none matches fails its attempt, and then the test. Safe to share between threads.
 */
public final class FakeCommands implements CommandStandIn {
    // Guarded by this, as is all below.
    private final List<FakeCommand> fakes = new ArrayList<>();
    private final List<Command> run = new ArrayList<>();
    private Optional<UnexpectedCommandError> unexpected = Optional.empty();

    FakeCommands() {}

    /**
     * Fakes a program: it prints nothing and ends well at once, until the answer says otherwise.
     *
     * @param program its name, without a directory
     * @param firstArguments the arguments that it has at least, in front of others
     */
    public FakeCommand when(final String program, final String... firstArguments) {
        requireNonNull(program, "program");
        final List<String> first = List.of(firstArguments);
        return when(command -> command.programName().equals(program) && begins(command, first));
    }

    private static boolean begins(final Command command, final List<String> first) {
        final List<String> given = command.arguments();
        return given.size() > first.size() && given.subList(1, first.size() + 1).equals(first);
    }

    /** Fakes the commands of which this is true. */
    public synchronized FakeCommand when(final Predicate<Command> which) {
        final FakeCommand fake = new FakeCommand(requireNonNull(which, "which"));
        fakes.add(fake);
        return fake;
    }

    /** The commands that handlers ran, in their order, those that were expected by no fake too. */
    public synchronized List<Command> run() {
        return List.copyOf(run);
    }

    /** Forgets the fakes and the commands. */
    public synchronized void clear() {
        fakes.clear();
        run.clear();
        unexpected = Optional.empty();
    }

    /** Called by the worker. */
    @Override
    public int run(final StandInProcess process) throws InterruptedException {
        return fake(process.command()).play(process);
    }

    private synchronized FakeCommand fake(final Command command) {
        run.add(command);
        for (int i = fakes.size() - 1; i >= 0; i--) {
            if (fakes.get(i).takes(command)) {
                return fakes.get(i);
            }
        }
        final UnexpectedCommandError error = new UnexpectedCommandError("a handler ran " + command.arguments()
                + ", which no fake takes: say what it does with commands().when(\"" + command.programName() + "\")");
        unexpected = Optional.of(error);
        throw error;
    }

    synchronized void throwUnexpected() {
        final Optional<UnexpectedCommandError> thrown = unexpected;
        unexpected = Optional.empty();
        thrown.ifPresent(error -> {
            throw error;
        });
    }

    /** A command that no fake takes. */
    private static final class UnexpectedCommandError extends AssertionError {
        private static final long serialVersionUID = 1L;

        UnexpectedCommandError(final String message) {
            super(message);
        }
    }
}
