package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, before one service that runs one job at a time. Where a sample has to be running for a while, its tool
 * is suspended: however slow the page is, the job does not end meanwhile.
 */
@ExtendWith(InBrowser.class)
class PageIT {
    private static final Map<String, String> H2_FILE = Map.of("JOBS_STORE_URL", "", "WORKER_SLOTS", "1");

    private static final String ASKED = "performance.getEntriesByType('resource').map(entry => entry.name)"
            + ".filter(url => url.includes('/api/audio/jobs/'))";

    @TempDir
    private static Path directory;

    private static ServiceProcess service;

    private final Browser page;

    PageIT(final Browser page) {
        this.page = page;
    }

    @BeforeAll
    static void startTheService() throws Exception {
        service = ServiceProcess.ready(directory, H2_FILE);
    }

    @AfterAll
    static void stopTheService() {
        service.close();
    }

    @BeforeEach
    void openThePage() throws Exception {
        page.navigate(service.uri("/"));
    }

    @AfterEach
    void leaveNothingToDo() throws Exception {
        page.evaluate(
                "document.querySelectorAll('[data-part=cancel]:not([hidden])').forEach(button => button.click())");
        service.resumeTools();
        page.await("!document.querySelector('[data-part=cancel]:not([hidden]), [data-status=stopping]')");
        // The page keeps what a late answer says: nothing of it may run when its memory is cleared.
        page.navigate(service.uri("/no-such-page"));
        page.evaluate("localStorage.clear()");
    }

    @Test
    void aSampleIsMadeWatchedAndCancelled() throws Exception {
        page.evaluate("document.getElementById('sample').click()");
        page.await("document.querySelector('[data-status=active] progress')?.value > 0");
        service.suspendTools(1);
        page.evaluate("document.getElementById('sample').click()");
        page.await(status(0, "pending"));
        // What follows, an estimate, depends on the jobs of the tests before.
        page.await(element(0) + "?.querySelector('[data-part=note]').innerText.startsWith('Next in the queue')");
        final List<JsonNode> bars = page.accessible("progressbar");
        page.evaluate("document.querySelectorAll('[data-part=cancel]')[1].click()");
        letCancelEnd(1);
        page.await(text(1, "status", "Cancelled"));
        page.await(text(0, "status", "Running"));

        assertThat(bars).hasSize(1);
        assertThat(bars.get(0).path("name").path("value").asText()).isEqualTo("Sample 1: synthesizing");
        assertThat(bars.get(0).path("value").path("value").asDouble()).isBetween(1.0, 100.0);
        assertThat(page.evaluate(element(0) + ".querySelectorAll('.step').length")
                        .asInt())
                .isEqualTo(4);
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void aFileThatIsDroppedIsMeasuredDrawnAndSaved() throws Exception {
        page.drop("#drop-zone", file("Tone.wav", Sine.wav(3, -6)));
        page.await(status(0, "complete"));
        page.await("document.querySelector('audio:not([hidden])')?.duration === 3");
        final String facts =
                page.evaluate("document.querySelector('.facts').innerText").asText();
        page.evaluate("document.querySelector('[data-part=preview]').click()");
        page.await(status(0, "complete"));
        page.await("document.querySelector('.waveform:not([hidden])')?.naturalWidth > 0");
        page.evaluate("document.querySelectorAll('[data-part=save]')[1].click()");
        page.await(status(0, "complete"));
        page.await("document.querySelectorAll('audio')[0].duration === 3");

        assertThat(facts.lines())
                .containsSequence("Duration", "3 s")
                .containsSequence("Loudness", "−6.0 LUFS")
                .containsSequence("Peak", "−6.0 dB");
        assertThat(page.evaluate("[...document.querySelectorAll('.title')].map(title => title.innerText).join()")
                        .asText())
                .isEqualTo("Tone.wav at −16 LUFS,Tone.wav,Tone.wav");
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void aFileThatCannotBeUsedIsShownWithTheReason() throws Exception {
        page.choose("#chooser", file("Broken.wav", "RIFF....WAVEnothing".getBytes(StandardCharsets.US_ASCII)));
        page.await(status(0, "failed"));
        page.choose("#chooser", file("Letter.wav", "Dear Sir or Madam".getBytes(StandardCharsets.US_ASCII)));
        page.await(status(0, "refused"));

        assertThat(part(1, "error")).isNotEmpty().doesNotContain("Exception");
        assertThat(part(0, "error")).isEqualTo("This is no audio file: send WAV, AIFF or AU");
    }

    @Test
    void anUploadOfWhichTheAnswerWasLostIsSentAgainAndIsOneJob() throws Exception {
        final CompletableFuture<String> lost = page.loseAnswerOf("*/api/audio/ingest");

        page.choose("#chooser", file("Tone.wav", Sine.wav(1, -6)));
        page.await(status(0, "complete"));

        final JsonNode jobs = JsonMapper.builder()
                .build()
                .readTree(page.evaluate("localStorage.getItem('audio-service.jobs')")
                        .asText());
        assertThat(lost.get()).contains("\"jobId\":\"" + jobs.at("/0/jobId").asText() + "\"");
        assertThat(page.evaluate("document.querySelectorAll('.job').length").asInt())
                .isEqualTo(1);
    }

    @Test
    void theLogIsReadOnceItIsOpenedAndIsTextAlone() throws Exception {
        page.choose("#chooser", file("Tone.wav", Sine.wav(3, -6)));
        page.await(status(0, "complete"));
        final List<String> before = asked("");
        final boolean isOpen =
                page.evaluate(element(0) + ".querySelector('details').open").asBoolean();
        page.evaluate(element(0) + ".querySelector('summary').click()");
        page.await(element(0) + ".querySelectorAll('.lines > div').length === 3");
        final String lines = page.evaluate("[..." + element(0)
                        + ".querySelectorAll('.lines > div')].map(line => line.lastChild.data).join('|')")
                .asText();

        assertThat(isOpen).isFalse();
        assertThat(before).noneMatch(url -> url.contains("/log"));
        assertThat(lines)
                .isEqualTo(
                        "Read 3.0 s, 48,000 Hz, stereo|Peak −6.0 dB, RMS −9.0 dB|Loudness −6.0 LUFS, true peak −6.0 dB");
        assertThat(page.accessible("log").get(0).path("name").path("value").asText())
                .isEqualTo("Log of Tone.wav");
        assertThat(violations()).isEmpty();
        page.leave(element(0) + ".querySelector('[data-part=page]').click()");
        page.await(
                "document.querySelector('#facts')?.checkVisibility() && document.querySelector('h1').textContent === 'Tone.wav'");
        assertThat(page.evaluate("document.querySelector('#facts').innerText").asText())
                .contains("3 s", "48 kHz", "LUFS");
        assertThat(page.evaluate("location.search").asText()).startsWith("?id=");
        assertThat(violations()).isEmpty();
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void operatorsSeeAndOpenTheJobsOnTheDashboard() throws Exception {
        page.evaluate("document.getElementById('sample').click()");
        page.await(status(0, "processing"));
        page.navigate(service.uri("/dashboard/?view=jobs&status=processing"));
        page.await("document.querySelector('.row.job a') !== null");
        page.evaluate("document.querySelector('.row.job a').click()");
        page.await("document.querySelector('h1')?.textContent === 'ingest'");
        page.await("document.querySelector('.step[data-status=active]') !== null");
        final List<String> faults = new ArrayList<>(violations());
        final List<String> errors = new ArrayList<>(page.consoleErrors());
        page.leave(
                "[...document.querySelectorAll('a')].find(link => link.textContent.startsWith('Its owner')).click()");
        page.await("document.querySelector('job-details')?.shadowRoot?.querySelector('[part=stages]') !== null");
        page.screenshot(Path.of("target/job-page.png"));
        faults.addAll(violations());
        errors.addAll(page.consoleErrors());
        page.navigate(service.uri("/"));
        page.await(status(0, "processing"));

        assertThat(faults).isEmpty();
        assertThat(errors).isEmpty();
    }

    @Test
    void aJobIsNotAskedForAfterItsEnd() throws Exception {
        page.choose("#chooser", file("First.wav", Sine.wav(1, -6)));
        page.await(status(0, "complete"));
        page.evaluate("document.getElementById('sample').click()");
        page.await(status(0, "processing"));
        final String first = asked("").get(0);
        final List<String> before = asked(first);
        page.await("document.querySelector('[data-status=active] progress')?.value > 0");

        assertThat(asked(first)).isEqualTo(before);
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        page.evaluate("document.getElementById('chooser').focus()");
        page.press("Tab", 9, "");
        final String second = focused("id");
        page.press("Enter", 13, "\r");
        service.suspendTools(1);
        page.await(status(0, "processing"));
        page.press("Tab", 9, "");
        final String third = focused("ariaLabel");
        page.press("Enter", 13, "\r");
        letCancelEnd(0);
        page.await("document.getElementById('announcement').textContent === 'Sample 1: Cancelled'");

        assertThat(second).isEqualTo("sample");
        assertThat(third).isEqualTo("Cancel Sample 1");
        assertThat(focused("textContent")).isEqualTo("Sample 1");
    }

    @Test
    void aCancelledJobIsRunAgainByTheKeyboardAsAJobOfItsOwn() throws Exception {
        page.evaluate("document.getElementById('sample').click()");
        service.suspendTools(1);
        page.await(status(0, "processing"));
        final boolean offeredWhileItRan = isShown(0, "again");
        page.evaluate(element(0) + ".querySelector('[data-part=cancel]').click()");
        letCancelEnd(0);
        page.await(element(0) + ".querySelector('[data-part=again]').hidden === false");
        final List<String> before = violations();
        page.evaluate(element(0) + ".querySelector('[data-part=title]').focus()");
        page.press("Tab", 9, "");
        final String button = focused("ariaLabel");
        page.press("Enter", 13, "\r");
        page.await("document.querySelectorAll('.job').length === 2");
        service.suspendTools(1);
        page.await(status(0, "processing"));
        page.await("document.getElementById('announcement').textContent === 'Sample 1: Runs again'");

        assertThat(offeredWhileItRan).isFalse();
        assertThat(button).isEqualTo("Run Sample 1 again");
        assertThat(page.evaluate("document.activeElement === " + element(0) + ".querySelector('[data-part=title]')")
                        .asBoolean())
                .isTrue();
        assertThat(part(0, "title")).isEqualTo("Sample 1");
        assertThat(part(1, "note")).isEqualTo("Was run again");
        assertThat(isShown(1, "again")).isFalse();
        assertThat(before).isEmpty();
        assertThat(violations()).isEmpty();
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void aFailedJobIsRunAgainAndStaysSoAfterAReload() throws Exception {
        page.choose("#chooser", file("Broken.wav", "RIFF....WAVEnothing".getBytes(StandardCharsets.US_ASCII)));
        page.await(status(0, "failed"));
        page.evaluate(element(0) + ".querySelector('[data-part=again]').click()");
        page.await("document.querySelectorAll('.job').length === 2");
        page.await(status(0, "failed"));
        page.reload();
        page.await(status(1, "failed"));

        assertThat(isShown(0, "again")).isTrue();
        assertThat(isShown(1, "again")).isFalse();
        assertThat(part(1, "note")).isEqualTo("Was run again");
    }

    /** Lets the suspended tool of a job end, once the page has heard that the job is cancelled. */
    private void letCancelEnd(final int row) throws Exception {
        page.await("['stopping', 'cancelled'].includes(" + element(row) + ".dataset.status)");
        service.resumeTools();
    }

    private boolean isShown(final int row, final String part) throws Exception {
        return page.evaluate("!" + element(row) + ".querySelector('[data-part=" + part + "]').hidden")
                .asBoolean();
    }

    @Test
    void theJobsAreStillThereAfterAReload() throws Exception {
        page.choose("#chooser", file("Tone.wav", Sine.wav(1, -6)));
        page.await(status(0, "complete"));
        page.evaluate("document.getElementById('sample').click()");
        service.suspendTools(1);
        page.await(status(0, "processing"));
        page.reload();
        page.await(status(0, "processing"));
        page.await(status(1, "complete"));

        assertThat(part(0, "title")).isEqualTo("Sample 1");
        assertThat(part(1, "title")).isEqualTo("Tone.wav");
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void theServerMayBeKilledAndStartedAgain(@TempDir final Path other) throws Exception {
        final Map<String, String> samePort = new HashMap<>(H2_FILE);
        try (ServiceProcess first = ServiceProcess.ready(other, H2_FILE)) {
            samePort.put("PORT", Integer.toString(first.uri("/").getPort()));
            page.navigate(first.uri("/"));
            page.choose("#chooser", file("Tone.wav", Sine.wav(10, -6)));
            first.suspendTools(1);
            page.await(status(0, "processing"));
            first.kill();
        }
        page.await(element(0) + ".classList.contains('stale')");
        final String whileAway = part(0, "note");
        final List<String> violations = violations();
        try (ServiceProcess second = ServiceProcess.ready(other, samePort)) {
            page.await("!" + element(0) + ".classList.contains('stale')");
            page.await(status(0, "complete"));

            assertThat(second.isAlive()).isTrue();
        }
        assertThat(whileAway).isEqualTo("Waiting for the server");
        assertThat(violations).isEmpty();
        assertThat(page.consoleErrors()).allMatch(error -> error.contains("net::ERR_"));
    }

    @Test
    void theCheckerFindsNothingWhateverTheJobsAreAt() throws Exception {
        final List<String> found = new ArrayList<>(violations());
        page.choose("#chooser", file("Letter.wav", "Dear Sir or Madam".getBytes(StandardCharsets.US_ASCII)));
        page.await(status(0, "refused"));
        page.choose("#chooser", file("Broken.wav", "RIFF....WAVEnothing".getBytes(StandardCharsets.US_ASCII)));
        page.await(status(0, "failed"));
        page.choose("#chooser", file("Tone.wav", Sine.wav(1, -6)));
        page.await(status(0, "complete"));
        page.evaluate("document.querySelector('[data-part=preview]').click()");
        page.await("document.querySelector('.waveform:not([hidden])')?.naturalWidth > 0");
        page.evaluate("document.getElementById('sample').click()");
        service.suspendTools(1);
        page.await(status(0, "processing"));
        page.evaluate("document.getElementById('sample').click()");
        page.await(status(0, "pending"));
        page.evaluate("document.getElementById('sample').click()");
        page.await(status(0, "pending"));
        page.evaluate(element(0) + ".querySelector('[data-part=cancel]').click()");
        page.await(status(0, "cancelled"));
        found.addAll(violations());
        page.evaluate(element(2) + ".querySelector('[data-part=cancel]').click()");
        page.await(status(2, "stopping"));
        found.addAll(violations());
        service.resumeTools();

        assertThat(found).isEmpty();
    }

    @Test
    void everyActionIsReachedByTheKeyboard() throws Exception {
        page.choose("#chooser", file("Tone.wav", Sine.wav(1, -6)));
        page.await(status(0, "complete"));
        page.evaluate("document.getElementById('sample').focus()");
        page.press(" ", 32, " ");
        service.suspendTools(1);
        page.await(status(0, "processing"));

        final List<String> reached = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            page.press("Tab", 9, "");
            reached.add(page.evaluate("document.activeElement.dataset.part ?? document.activeElement.id")
                    .asText());
        }

        assertThat(reached)
                .containsSubsequence(
                        "chooser", "sample", "clear", "cancel", "logHead", "player", "preview", "save", "target",
                        "logHead");
    }

    /** The faults that the checker finds, whichever colours the viewer prefers. */
    private List<String> violations() throws Exception {
        final List<String> found = new ArrayList<>();
        for (final String colorScheme : List.of("light", "dark")) {
            page.emulate(colorScheme, 1100, 1000);
            found.addAll(page.accessibilityViolations());
        }
        return found;
    }

    /** The URL of each request for a job that has been answered so far and begins so, the first one first. */
    private List<String> asked(final String beginning) throws Exception {
        return Arrays.stream(page.evaluate(ASKED + ".join(' ')").asText().split(" "))
                .filter(url -> url.startsWith(beginning))
                .toList();
    }

    private String focused(final String property) throws Exception {
        return page.evaluate("document.activeElement." + property).asText();
    }

    private String part(final int row, final String part) throws Exception {
        return page.evaluate(element(row) + ".querySelector('[data-part=" + part + "]').innerText")
                .asText();
    }

    private Path file(final String name, final byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private static String element(final int row) {
        return "document.querySelectorAll('.job')[" + row + "]";
    }

    /** That the row, counted from the top, has this status. */
    private static String status(final int row, final String status) {
        return element(row) + "?.dataset.status === '" + status + "'";
    }

    /** That a part of the row reads so. */
    private static String text(final int row, final String part, final String text) {
        return element(row) + "?.querySelector('[data-part=" + part + "]').innerText === '" + text + "'";
    }
}
