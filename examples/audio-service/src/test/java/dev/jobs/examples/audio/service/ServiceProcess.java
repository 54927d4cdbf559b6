package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged service, running as a process of its own. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_BOUND = Duration.ofSeconds(60);
    private static final Path JAR = Path.of("target/audio-service.jar").toAbsolutePath();

    private final Process process;
    private final Path output;
    private final Path errors;

    private ServiceProcess(final Process process, final Path output, final Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** Starts it in this directory, on a free port, and waits until it is ready. */
    static ServiceProcess ready(final Path directory, final Map<String, String> environment) throws Exception {
        final ServiceProcess service = start(directory, environment);
        Await.valueWithin(START_BOUND, "the service is ready", () -> {
            assertThat(service.process.isAlive())
                    .as(() -> "alive; " + service.errors())
                    .isTrue();
            return service.output().contains("ready") ? Optional.of(service) : Optional.empty();
        });
        return service;
    }

    /** Starts it in this directory. */
    static ServiceProcess start(final Path directory, final Map<String, String> environment) throws IOException {
        final Path output = Files.createTempFile(directory, "service", ".out");
        final Path errors = Files.createTempFile(directory, "service", ".err");
        final List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        final Map<String, String> all = new HashMap<>(Map.of("PORT", "0", "JOBS_STORE_URL", "memory:"));
        all.putAll(environment);
        builder.environment().putAll(all);
        return new ServiceProcess(builder.start(), output, errors);
    }

    URI uri(final String path) {
        final String url = output().strip().replaceFirst("(?s).* on ", "");
        return URI.create(url).resolve(path);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        return read(output);
    }

    String errors() {
        return read(errors);
    }

    /** The processes that it has started and that are still there. */
    List<ProcessHandle> children() {
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            return descendants.filter(ProcessHandle::isAlive).toList();
        }
    }

    /** The audio tools among them, at work for jobs. One that has just been forked, and is the service's copy still, is none. */
    List<ProcessHandle> tools() {
        return children().stream()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains("-cp"))
                .toList();
    }

    /** True unless it has ended: by {@link ProcessHandle#isAlive} a process lives on until its parent has heard of its end. */
    static boolean runs(final ProcessHandle process) {
        try {
            final String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z' && process.isAlive();
        } catch (final IOException goneOrNoLinux) {
            return process.isAlive();
        }
    }

    /** Waits until so many audio tools are at work, and suspends them: their jobs stay as they are until they go on. */
    void suspendTools(final int count) throws Exception {
        final List<ProcessHandle> working = Await.valueWithin(
                START_BOUND, "tools work", () -> Optional.of(tools()).filter(tools -> tools.size() == count));
        assertThat(signal("-STOP", working)).isZero();
    }

    /** Lets those audio tools go on that have not been ended meanwhile. */
    void resumeTools() throws Exception {
        signal("-CONT", tools());
    }

    private static int signal(final String name, final List<ProcessHandle> processes) throws Exception {
        final List<String> command = new ArrayList<>(List.of("kill", name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        return new ProcessBuilder(command).start().waitFor();
    }

    /** Asks it to end, as an operator would, and waits until it has. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Ends it with SIGKILL: it cannot do anything about it. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended in time").isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new AssertionError("the service's output cannot be read", e);
        }
    }
}
