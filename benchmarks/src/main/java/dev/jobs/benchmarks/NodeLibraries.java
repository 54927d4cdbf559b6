package dev.jobs.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The libraries for Node.js that run beside this one, installed by npm into a folder that goes when this is closed. */
final class NodeLibraries implements AutoCloseable {
    private static final String RESOURCES = "/rivals/";
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", "rival.mjs", "graphile-worker.mjs", "pg-boss.mjs");
    private static final int OLDEST_NODE = 20;
    private static final long INSTALL_MINUTES = 5;

    private final Path folder;

    private NodeLibraries(final Path folder) {
        this.folder = folder;
    }

    /**
     * Installs them; empty, with the reason in the output, where there is no Node.js, where npm cannot install them, or where the
     * options have {@code node=0}.
     */
    static Optional<NodeLibraries> install(final Options options, final Output output) throws InterruptedException {
        final Optional<String> missing =
                options.number("node", 1) == 1 ? nodeIsMissing() : Optional.of("they are not wanted");
        if (missing.isPresent()) {
            output.fact("libraries for Node.js", "left out: " + missing.get());
            return Optional.empty();
        }
        try {
            final NodeLibraries libraries = new NodeLibraries(Files.createTempDirectory("jobs-rivals"));
            final Optional<String> failure = libraries.fill();
            if (failure.isEmpty()) {
                return Optional.of(libraries);
            }
            libraries.close();
            output.fact("libraries for Node.js", "left out: npm cannot install them: " + failure.get());
            return Optional.empty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that an earlier {@link #install} put into this folder. */
    static NodeLibraries in(final Path folder) {
        return new NodeLibraries(folder);
    }

    private static Optional<String> nodeIsMissing() throws InterruptedException {
        try {
            final Process node = new ProcessBuilder("node", "--version").start();
            final String version;
            try (InputStream lines = node.getInputStream()) {
                version = new String(lines.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            node.waitFor();
            final String major = version.replaceFirst("^v(\\d+).*", "$1");
            return major.matches("\\d+") && Integer.parseInt(major) >= OLDEST_NODE
                    ? Optional.empty()
                    : Optional.of("they need Node.js " + OLDEST_NODE + ", and this is " + version);
        } catch (final IOException e) {
            return Optional.of("there is no Node.js");
        }
    }

    private Optional<String> fill() throws IOException, InterruptedException {
        for (final String file : FILES) {
            try (InputStream content = NodeLibraries.class.getResourceAsStream(RESOURCES + file)) {
                if (content == null) {
                    throw new IllegalStateException(file + " is missing from the jar");
                }
                Files.copy(content, folder.resolve(file));
            }
        }
        final Path log = folder.resolve("npm.log");
        try {
            final Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                npm.destroyForcibly().waitFor();
                return Optional.of("it takes longer than " + INSTALL_MINUTES + " minutes");
            }
            return npm.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(Files.readString(log).strip());
        } catch (final IOException e) {
            return Optional.of("there is no npm");
        }
    }

    Path folder() {
        return folder;
    }

    List<Contender> contenders() {
        return List.of(
                new NodeContender(
                        "graphile-worker",
                        folder,
                        "concurrent jobs as given, a connection more than those, local queue of 500, completions batched without delay"),
                new NodeContender(
                        "pg-boss",
                        folder,
                        "workers as given, batches of 500, polling interval 0.5 s (the shortest that it takes)"));
    }

    @Override
    public void close() {
        final List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = new ArrayList<>(found.toList());
            files.sort(Comparator.reverseOrder());
            for (final Path file : files) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
