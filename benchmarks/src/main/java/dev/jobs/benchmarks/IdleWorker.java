package dev.jobs.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process with one contender's workers that have nothing to do, until its standard input ends. */
final class IdleWorker implements AutoCloseable {
    private static final String STARTED = "started ";
    /** The name under which nothing is opened: a process of its own that does nothing at all. */
    static final String NOTHING = "an empty JVM";

    private final Process process;
    private final ProcessHandle worker;

    private IdleWorker(final Process process, final ProcessHandle worker) {
        this.process = process;
        this.worker = worker;
    }

    /** Starts one, and waits until its workers run. */
    static IdleWorker start(final String url, final String contender, final Path nodeFolder) {
        try {
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            IdleWorker.class.getName(),
                            url,
                            contender,
                            nodeFolder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            final BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(STARTED)) {
                    final long worker = Long.parseLong(line.substring(STARTED.length()));
                    return new IdleWorker(process, ProcessHandle.of(worker).orElseThrow());
                }
            }
            throw new IllegalStateException(contender + " does not start");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that its workers are in. */
    ProcessHandle worker() {
        return worker;
    }

    /** The arguments are the database, the contender, the folder of the libraries for Node.js. */
    public static void main(final String[] arguments) throws IOException {
        if (arguments[1].equals(NOTHING)) {
            sayAndWait(ProcessHandle.current());
        } else {
            final Contender contender = Contenders.named(arguments[1], Path.of(arguments[2]));
            try (Database database = Database.at(arguments[0], () -> {});
                    Contender.Session session = contender.open(database, number -> {})) {
                session.start(IdleBenchmark.SLOTS);
                sayAndWait(session.process());
            }
        }
        // Of the contenders, not all end all of their threads.
        System.exit(0);
    }

    private static void sayAndWait(final ProcessHandle worker) throws IOException {
        System.out.println(STARTED + worker.pid());
        while (System.in.read() >= 0) {
            // Whatever is said, only the end counts.
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
