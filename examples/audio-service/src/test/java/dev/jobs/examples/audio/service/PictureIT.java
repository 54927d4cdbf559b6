package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Takes the pictures of the page that the project's documents show, of jobs that go on over a restart of the service. */
@ExtendWith(InBrowser.class)
class PictureIT {
    private static final Map<String, String> H2_FILE = Map.of("JOBS_STORE_URL", "", "WORKER_SLOTS", "2");
    private static final String AN_EARLIER_PIECE = "{\"seconds\":80}";

    /** A job that has left stages behind is somewhere in its last one. */
    private static final String MEASURING =
            "[...document.querySelectorAll('.step + .step:last-child[data-status=active] progress')]"
                    + ".some(bar => bar.value > 20)";

    /** The piece was the first job, so that its row is the last. */
    private static final String LOG_OF_THE_PIECE =
            "[...document.querySelectorAll('.job')].at(-1).querySelector('summary')";

    private static final String ESTIMATED = "[...document.querySelectorAll('[data-status=pending] .note')]"
            + ".every(note => note.innerText.includes('starts in'))";

    @TempDir
    Path directory;

    @Test
    void thePageShowsJobsThatWaitRunAndHaveEndedThroughARestart(final Browser page) throws Exception {
        final Map<String, String> again = new HashMap<>(H2_FILE);
        try (ServiceProcess first = ServiceProcess.ready(directory, H2_FILE)) {
            again.put("PORT", Integer.toString(first.uri("/").getPort()));
            page.navigate(first.uri("/"));
            page.emulate("light", 1100, 1420);
            page.choose("#chooser", earlierPiece(new Client(first)));
            page.await(rows("complete", 1));
            page.evaluate("document.querySelector('[data-part=preview]').click()");
            page.await(rows("complete", 2));
            submitSample(page, "Sample 1");
            // However fast the machine is, or slow, nothing ends before the service does.
            first.suspendTools(1);
            page.await(rows("processing", 1));
            page.choose("#chooser", file("Interview, second take.wav", Sine.wav(600, -18)));
            first.suspendTools(2);
            page.await(rows("processing", 2));
            submitSample(page, "Sample 2");
            page.choose("#chooser", file("Harbour at dawn.wav", Sine.wav(1, -12)));
            page.await(rows("pending", 2));
            submitSample(page, "Sample 3");
            page.await(rows("pending", 3));
            page.evaluate("document.querySelector('[aria-label=\"Cancel Sample 2\"]').click()");
            page.await(rows("cancelled", 1));
            first.terminate();
            page.await("document.querySelector('.stale') !== null");
        }
        try (ServiceProcess second = ServiceProcess.ready(directory, again)) {
            second.suspendTools(2);
            page.await(rows("processing", 2) + " && " + rows("pending", 2) + " && !document.querySelector('.stale')");
            second.resumeTools();
            page.await(MEASURING);
            second.suspendTools(2);
            page.await("document.querySelector('.waveform:not([hidden])').complete");
            page.await("document.querySelector('audio:not([hidden])').readyState > 0");
            page.await(ESTIMATED);
            page.evaluate(LOG_OF_THE_PIECE + ".click()");
            page.await("document.querySelectorAll('details[open] .lines > div').length === 3");
            picture(page, "audio-service", "light", 1100);
            picture(page, "audio-service-dark", "dark", 1100);
            picture(page, "audio-service-narrow", "light", 400);

            assertThat(second.uri("/")).hasPort(Integer.parseInt(again.getOrDefault("PORT", "")));
            assertThat(page.consoleErrors()).allMatch(error -> error.contains("net::ERR_") || error.contains("503"));
        }
    }

    private static void submitSample(final Browser page, final String title) throws Exception {
        page.evaluate("document.getElementById('sample').click()");
        page.await("document.querySelector('.title').innerText === '" + title + "'"
                + " && !!document.querySelector('.job').dataset.status");
    }

    private static void picture(final Browser page, final String name, final String scheme, final int width)
            throws Exception {
        page.emulate(scheme, width, 1420);
        page.screenshot(Path.of("target", name + ".png"));
    }

    private static String rows(final String status, final int least) {
        return "document.querySelectorAll('.job[data-status=" + status + "]').length >= " + least;
    }

    /** A piece that the service has made; it made three, so that it knows how long they take. */
    private Path earlierPiece(final Client client) throws Exception {
        final List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jobs.add(client.submit("/api/audio/sample", AN_EARLIER_PIECE));
        }
        for (final String job : jobs) {
            client.awaitStatus(job, "complete");
        }
        final JsonNode result = client.poll(jobs.get(0)).body().path("result");
        return file(
                "Night train.wav", client.file(result.path("url").textValue()).body());
    }

    private Path file(final String name, final byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }
}
