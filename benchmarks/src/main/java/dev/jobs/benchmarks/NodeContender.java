package dev.jobs.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** A library for Node.js, in a process of its own that {@code rival.mjs} runs at commands. Its processes' JIT is as cold as a new JVM's. */
record NodeContender(String name, Path folder, String configuration) implements Contender {
    private static final Map<String, String> WAITING = Map.of(
            "graphile-worker", "select count(*) from graphile_worker._private_jobs",
            "pg-boss", "select count(*) from pgboss.job where name = 'noop' and state <> 'completed'");

    @Override
    public Session open(final Database database, final IntConsumer onJob) {
        try {
            final NodeSession session = new NodeSession(
                    new ProcessBuilder("node", name + ".mjs")
                            .directory(folder.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    () -> database.number(Optional.ofNullable(WAITING.get(name)).orElseThrow()),
                    onJob);
            session.command("open " + address(database.url()));
            return session;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JDBC URL as others write it. */
    private static String address(final String jdbcUrl) {
        return jdbcUrl.replaceFirst("^jdbc:postgresql://([^?]*).*", "postgresql://postgres@$1");
    }

    /** The number of its jobs that are not complete. */
    @FunctionalInterface
    private interface Waiting {
        long count();
    }

    private static final class NodeSession implements Session {
        private static final long LONGEST_ANSWER_MINUTES = 5;
        private static final String JOBS = "jobs ";
        private static final String OK = "ok";

        private final Process process;
        private final BufferedWriter commands;
        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final Waiting waiting;
        private final IntConsumer onJob;
        private long submitted;

        NodeSession(final Process process, final Waiting waiting, final IntConsumer onJob) {
            this.process = process;
            this.commands = process.outputWriter(StandardCharsets.UTF_8);
            this.waiting = waiting;
            this.onJob = onJob;
            final Thread reader = new Thread(this::read, "node-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(JOBS)) {
                        final int jobs = Integer.parseInt(line.substring(JOBS.length()));
                        for (int i = 0; i < jobs; i++) {
                            onJob.accept(i);
                        }
                    } else {
                        answers.add(line);
                    }
                }
                answers.add("error its process has ended");
            } catch (final IOException e) {
                answers.add("error its output cannot be read: " + e);
            }
        }

        synchronized String command(final String line) {
            try {
                commands.write(line);
                commands.newLine();
                commands.flush();
                final String answer = answers.poll(LONGEST_ANSWER_MINUTES, TimeUnit.MINUTES);
                if (answer == null || !answer.startsWith(OK)) {
                    throw new IllegalStateException("\"" + line + "\" is answered by: " + answer);
                }
                return answer.substring(OK.length()).strip();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        @Override
        public synchronized void submitOne(final int number) {
            submitted++;
            final String unused = command("submit 1 " + number);
        }

        @Override
        public synchronized void submit(final int jobs) {
            submitted += jobs;
            final String unused = command("submit " + jobs);
        }

        @Override
        public void start(final int slots) {
            final String unused = command("start " + slots);
        }

        @Override
        public synchronized long complete() {
            return submitted - waiting.count();
        }

        @Override
        public Optional<StartLatencies> latencies(final int jobs) {
            return Optional.of(pairs(command("latencies " + jobs)));
        }

        @Override
        public synchronized Optional<StartLatencies> steady(final int rate, final int seconds) {
            submitted += (long) rate * seconds;
            return Optional.of(pairs(command("steady " + rate + " " + seconds)));
        }

        private static StartLatencies pairs(final String answer) {
            final StartLatencies found = new StartLatencies();
            for (final String pair : answer.split(" ", -1)) {
                final String[] nanos = pair.split("/", 2);
                found.add(Long.parseLong(nanos[0]), Long.parseLong(nanos[1]));
            }
            return found;
        }

        @Override
        public ProcessHandle process() {
            return process.toHandle();
        }

        @Override
        public void close() {
            try {
                final String unused = command("close");
            } finally {
                process.destroy();
            }
        }
    }
}
