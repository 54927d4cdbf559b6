package dev.jobs.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link Drain} in a fresh process: no class is loaded and nothing is compiled when its first job starts. */
final class ColdDrain {
    private static final String FIGURE = "jobs a second: ";

    private ColdDrain() {}

    /** Runs the drain of {@link #main} in a new process, and answers its jobs a second. */
    static double run(
            final Server server,
            final String contender,
            final Path nodeFolder,
            final int jobs,
            final int slots,
            final List<String> jvmOptions)
            throws InterruptedException {
        try (Database database = server.newDatabase()) {
            final List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), ColdDrain.class.getName()));
            command.addAll(List.of(database.url(), contender, nodeFolder.toString()));
            command.addAll(List.of(Integer.toString(jobs), Integer.toString(slots)));
            final Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            final String said;
            try (InputStream lines = process.getInputStream()) {
                said = new String(lines.readAllBytes(), StandardCharsets.UTF_8);
            }
            process.waitFor();
            return said.lines()
                    .filter(line -> line.startsWith(FIGURE))
                    .mapToDouble(line -> Double.parseDouble(line.substring(FIGURE.length())))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(contender + " has no figure: " + said));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments are the database, the contender, the folder of the libraries for Node.js, the jobs and the slots. */
    public static void main(final String[] arguments) {
        final Contender contender = Contenders.named(arguments[1], Path.of(arguments[2]));
        final int jobs = Integer.parseInt(arguments[3]);
        final int slots = Integer.parseInt(arguments[4]);
        try (Database database = Database.at(arguments[0], () -> {})) {
            System.out.println(
                    FIGURE + new Drain(contender, jobs, slots).measure(database).jobsPerSecond());
        }
        // Of the contenders, not all end all of their threads.
        System.exit(0);
    }
}
