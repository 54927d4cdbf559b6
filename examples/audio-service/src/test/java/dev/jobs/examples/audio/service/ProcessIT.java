package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start and the end of the process. */
class ProcessIT {
    private static final int TERMINATED = 143;

    @TempDir
    Path directory;

    @Test
    void itSaysWhereItIsReadyAndEndsWhenTold() throws Exception {
        try (ServiceProcess service = ServiceProcess.ready(directory, Map.of())) {
            assertThat(service.output()).matches("audio-service ready on http://127\\.0\\.0\\.1:[1-9][0-9]*\\R");

            assertThat(service.terminate()).isEqualTo(TERMINATED);
            assertThat(service.errors().lines())
                    .as("the two lines by which an operator sees the worker come and go, and no trouble")
                    .satisfiesExactly(
                            line -> assertThat(line).contains(" INFO ", "started on host"),
                            line -> assertThat(line).contains(" INFO ", "closed within"));
        }
    }

    @Test
    void whatIsMeantForItsOwnJavaIsNotHandedToTheTool() throws Exception {
        final int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        final String options = "-Dcom.sun.management.jmxremote.port=" + port
                + " -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false";
        try (ServiceProcess service = ServiceProcess.ready(directory, Map.of("JAVA_TOOL_OPTIONS", options))) {
            final Client client = new Client(service);

            final JsonNode done = client.awaitStatus(client.submit("/api/audio/ingest", Sine.wav(1, -6)), "complete");

            assertThat(done.path("attempt").intValue()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,http,PORT has to be a whole number",
        "PORT,70000,PORT has to be a whole number from 0 to 65535",
        "WORKER_SLOTS,0,WORKER_SLOTS has to be a whole number from 1 to 1000",
        "ROLE,boss,\"ROLE has to be one of all, web, worker\"",
        "JOBS_STORE_URL,redis://x,no job store on the class path opens"
    })
    void anUnusableSettingIsToldInOneLine(final String name, final String value, final String message)
            throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, Map.of(name, value))) {
            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.output()).isEmpty();
            assertThat(service.errors().lines()).singleElement().asString().contains(message.replace("\"", ""));
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsToldInOneLine() throws Exception {
        final Path file = Files.writeString(directory.resolve("file"), "in the way");

        try (ServiceProcess service = ServiceProcess.start(directory, Map.of("AUDIO_DATA", file.toString()))) {
            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.errors().lines()).singleElement().asString().contains("AUDIO_DATA");
        }
    }

    @Test
    void aPortThatIsTakenIsToldInOneLine() throws Exception {
        try (ServiceProcess first = ServiceProcess.ready(directory, Map.of())) {
            final String port = Integer.toString(first.uri("/").getPort());

            try (ServiceProcess second = ServiceProcess.start(directory, Map.of("PORT", port))) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.errors().lines())
                        .filteredOn(line -> !line.contains(" INFO "))
                        .singleElement()
                        .asString()
                        .contains(port);
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs a directory in which not even root can write")
    void aDirectoryInWhichNothingCanBeWrittenIsToldInOneLine() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, Map.of("AUDIO_DATA", "/proc"))) {
            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.errors().lines()).singleElement().asString().contains("AUDIO_DATA", "/proc");
        }
    }

    @Test
    void aDatabaseThatAnotherProcessHasOpenIsToldInOneLine() throws Exception {
        final Map<String, String> file = Map.of("JOBS_STORE_URL", "jdbc:h2:file:./data/jobs");
        try (ServiceProcess first = ServiceProcess.ready(directory, file);
                ServiceProcess second = ServiceProcess.start(directory, file)) {
            assertThat(second.exitCode()).isPositive();
            assertThat(second.errors().lines()).singleElement().asString().contains("data/jobs");
            assertThat(first.isAlive()).isTrue();
        }
    }
}
