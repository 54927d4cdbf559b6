package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An H2 file whose process is killed, or that another process has open. */
class H2FileIT {
    private static final int CRASHES = 3;
    private static final int LINES_BEFORE_A_CRASH = 300;

    @TempDir
    private static Path directory;

    /** A process that submits and completes jobs, and says so as soon as the store has. */
    static final class Busy {
        private Busy() {}

        public static void main(final String[] arguments) {
            try (JobStore store = JdbcJobStore.open(arguments[0])) {
                final SomeWorker worker = new SomeWorker(store);
                while (!Thread.currentThread().isInterrupted()) {
                    System.out.println("submitted "
                            + store.submit(JobRequest.builder("ingest", "{}").build()));
                    for (final ClaimedJob claimed : worker.claim(1)) {
                        store.report(Report.completed(claimed.lease(), Optional.empty()));
                        System.out.println("completed " + claimed.job().id());
                    }
                }
            }
        }
    }

    private static Process busy(final String url) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        Busy.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void theFileOfAProcessKilledUnderLoadOpensAgainWithAllThatWasAcknowledged() throws Exception {
        final String url = "jdbc:h2:file:" + directory.resolve("killed");
        final List<JobId> submitted = new ArrayList<>();
        final List<JobId> completed = new ArrayList<>();

        for (int crash = 0; crash < CRASHES; crash++) {
            final Process process = busy(url);
            int lines = 0;
            try (BufferedReader said = process.inputReader()) {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    final List<JobId> list = line.startsWith("submitted") ? submitted : completed;
                    list.add(JobId.parse(line.substring(line.indexOf(' ') + 1)).orElseThrow());
                    lines++;
                    if (lines == LINES_BEFORE_A_CRASH) {
                        // Its streams stay open, unlike by the process itself.
                        process.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(process.waitFor()).as("exit code of a process killed").isEqualTo(128 + 9);

            try (JobStore store = JdbcJobStore.open(url)) {
                assertThat(store.find(submitted)).containsOnlyKeys(submitted);
                // Among them may be a job of a process that was killed before it could say that it had submitted it.
                assertThat(store.find(completed))
                        .containsOnlyKeys(completed)
                        .allSatisfy((id, job) -> assertThat(job.status()).isEqualTo(JobStatus.COMPLETE));
            }
        }
    }

    @Test
    void thereIsOneFileAndNoOtherBesideIt() throws IOException {
        final Path place = Files.createDirectory(directory.resolve("one"));

        try (JobStore store = JdbcJobStore.open("jdbc:h2:file:" + place.resolve("jobs"))) {
            store.submit(JobRequest.builder("ingest", "{}").build());

            assertThat(place).isDirectoryContaining("glob:**/jobs.mv.db");
            try (Stream<Path> files = Files.list(place)) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Test
    void aFileThatAnotherProcessHasOpenIsRefusedAndItIsSaidByWhatAndWhatToDo() throws Exception {
        final Path file = directory.resolve("open");
        final Process process = busy("jdbc:h2:file:" + file);
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).startsWith("submitted");

            assertThatThrownBy(() -> JdbcJobStore.open("jdbc:h2:file:" + file))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll(file.toString(), "open already: in another process", "PostgreSQL");
        } finally {
            process.destroyForcibly();
        }
    }
}
