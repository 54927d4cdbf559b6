package dev.jobs.worker.process.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * The environment variables by which a process is known to belong to a command of a job, inherited by all that it
 * starts.
 *
 * @param worker tells the worker from all others on this machine
 * @param lease tells the attempt
 * @param command tells the command from others of the same attempt
 */
public record EnvironmentMarks(String worker, String lease, String command) {
    static final String WORKER = "JOBS_WORKER";
    static final String LEASE = "JOBS_LEASE";
    static final String COMMAND = "JOBS_COMMAND";
    /** The worker's process, by which the next worker of a machine tells whether this one is gone, and the worker. */
    public static final String PROCESS = "JOBS_WORKER_PROCESS";

    private static final byte[] ANY_WORKER = workerVariable("");

    public EnvironmentMarks {
        requireNonNull(worker, "worker");
        requireNonNull(lease, "lease");
        requireNonNull(command, "command");
    }

    /** Puts the marks into the environment of a process to be started. */
    public void addTo(final Map<String, String> environment) {
        environment.put(WORKER, worker);
        environment.put(LEASE, lease);
        environment.put(COMMAND, command);
        environment.put(PROCESS, WorkerProcess.current() + ";" + worker + ";");
    }

    /** Marks the environment of a process that serves a worker and belongs to no command. */
    public static void addServantTo(final Map<String, String> environment) {
        removeFrom(environment);
        environment.put(WORKER, "servant");
    }

    private static void removeFrom(final Map<String, String> environment) {
        environment.remove(WORKER);
        environment.remove(LEASE);
        environment.remove(COMMAND);
        environment.remove(PROCESS);
    }

    /** True if an environment block, variables ended by NUL, bears the marks of any worker. */
    static boolean areIn(final byte[] block, final int length) {
        return holds(block, length, ANY_WORKER, false);
    }

    /** The marks in an environment block, if it bears this worker's. */
    static Optional<EnvironmentMarks> read(final byte[] block, final int length, final byte[] workerVariable) {
        if (!holds(block, length, workerVariable, true)) {
            return Optional.empty();
        }
        String worker = "";
        String lease = "";
        String command = "";
        for (final String variable : new String(block, 0, length, UTF_8).split("\0", -1)) {
            if (variable.startsWith(WORKER + "=")) {
                worker = variable.substring(WORKER.length() + 1);
            } else if (variable.startsWith(LEASE + "=")) {
                lease = variable.substring(LEASE.length() + 1);
            } else if (variable.startsWith(COMMAND + "=")) {
                command = variable.substring(COMMAND.length() + 1);
            }
        }
        return Optional.of(new EnvironmentMarks(worker, lease, command));
    }

    /** The worker's variable as {@link #read} looks for it. */
    static byte[] workerVariable(final String worker) {
        return (WORKER + "=" + worker).getBytes(UTF_8);
    }

    private static boolean holds(final byte[] block, final int length, final byte[] variable, final boolean whole) {
        for (int start = 0; start + variable.length <= length; start = nextVariable(block, length, start)) {
            if (startsAt(block, start, variable)) {
                final int end = start + variable.length;
                if (!whole || end == length || block[end] == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean startsAt(final byte[] block, final int start, final byte[] variable) {
        for (int i = 0; i < variable.length; i++) {
            if (block[start + i] != variable[i]) {
                return false;
            }
        }
        return true;
    }

    private static int nextVariable(final byte[] block, final int length, final int start) {
        int at = start;
        while (at < length && block[at] != 0) {
            at++;
        }
        return at + 1;
    }
}
