package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Takes the picture of the page that the project's README shows. */
@ExtendWith(InBrowser.class)
class PictureIT {
    /** A job that has left stages behind is somewhere in its last one. */
    private static final String MEASURING =
            "[...document.querySelectorAll('.step + .step:last-child[data-status=active] progress')]"
                    + ".some(bar => bar.value > 20)";

    @TempDir
    Path directory;

    @Test
    void thePageShowsJobsThatWaitRunAndAreDone(final Browser browser) throws Exception {
        try (ServiceProcess service = ServiceProcess.ready(directory, Map.of("WORKER_SLOTS", "2"))) {
            final Client client = new Client(service);
            browser.navigate(service.uri("/"));
            browser.emulate("light", 1100, 1200);
            browser.choose("#chooser", piece(client));
            browser.await(rows("complete", 1));
            browser.evaluate("document.querySelector('[data-part=preview]').click()");
            browser.await(rows("complete", 2));
            browser.evaluate("document.getElementById('sample').click()");
            browser.await(rows("processing", 1));
            browser.choose("#chooser", file("Interview, second take.wav", Sine.wav(600, -18)));
            browser.await(rows("processing", 2));
            browser.choose("#chooser", file("Harbour at dawn.wav", Sine.wav(1, -12)));
            browser.evaluate("document.getElementById('sample').click()");
            browser.await(rows("pending", 2));
            browser.await(MEASURING + " || " + rows("complete", 3));
            browser.await("document.querySelector('.waveform:not([hidden])').complete");
            browser.await("document.querySelector('audio:not([hidden])').readyState > 0");
            picture(browser, "audio-service", "light", 1100);
            picture(browser, "audio-service-dark", "dark", 1100);
            picture(browser, "audio-service-narrow", "light", 400);

            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    private static void picture(final Browser browser, final String name, final String scheme, final int width)
            throws Exception {
        browser.emulate(scheme, width, 1200);
        browser.screenshot(Path.of("target", name + ".png"));
    }

    private static String rows(final String status, final int least) {
        return "document.querySelectorAll('.job[data-status=" + status + "]').length >= " + least;
    }

    private Path piece(final Client client) throws Exception {
        final String jobId = client.submit("/api/audio/sample", "{\"seconds\":100}");
        final JsonNode result = client.awaitStatus(jobId, "complete").path("result");
        return file(
                "Night train.wav", client.file(result.path("url").textValue()).body());
    }

    private Path file(final String name, final byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }
}
