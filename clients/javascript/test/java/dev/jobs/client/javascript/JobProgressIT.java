package dev.jobs.client.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.client.javascript.TestService.Streams;
import dev.jobs.store.Lease;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The element in a real browser, watching jobs of the real servlet. */
@ExtendWith(InBrowser.class)
class JobProgressIT {
    private final Browser page;

    @TempDir
    private Path directory;

    private TestService service;

    JobProgressIT(final Browser page) {
        this.page = page;
    }

    @BeforeEach
    void openThePage() throws Exception {
        service = TestService.start(directory, Streams.SERVED);
        page.navigate(service.page());
        page.evaluate("import('/jobs-client/job-progress.js').then(() => true)");
    }

    @AfterEach
    void stopTheService() throws Exception {
        service.close();
    }

    @Test
    void itShowsHowAJobGetsOnThroughARestartOfTheServer() throws Exception {
        show(service.submit(), "Night train.wav");
        page.await(part("state", "Next in the queue"));
        final Lease lease = service.claim();
        page.await(part("state", "Starting"));
        service.progress(lease, "reading", 42);
        page.await(part("state", "Reading"));
        page.await(part("percent", "42 %"));
        final String bar =
                page.accessible("progressbar").get(0).path("name").path("value").asText();
        service.stop();
        page.await(part("state", "Waiting for the service"));
        service.startAgain();
        page.await(part("state", "Reading"));
        service.complete(lease, "{}");
        page.await(part("state", "Done"));
        page.await("window.told === 'job-done complete'");

        assertThat(bar).isEqualTo("Progress of Night train.wav");
        assertThat(page.evaluate(partOf("announcement") + ".textContent").asText())
                .isEqualTo("Done");
    }

    @Test
    void itShowsWhyAJobFailed() throws Exception {
        show(service.submit(), "Night train.wav");
        page.await(part("state", "Next in the queue"));
        service.fail(service.claim(), "The tape is torn.");
        page.await(part("state", "Failed"));

        assertThat(page.evaluate(partOf("error") + ".innerText").asText()).isEqualTo("The tape is torn.");
        assertThat(page.evaluate(partOf("announcement") + ".textContent").asText())
                .isEqualTo("Failed: The tape is torn.");
    }

    @ParameterizedTest
    @CsvSource({"Enter,13,'\r'", "' ',32,' '"})
    void theKeyboardCancelsAndKeepsItsPlace(final String key, final int code, final String text) throws Exception {
        show(service.submit(), "Night train.wav");
        final Lease lease = service.claim();
        page.await(part("state", "Starting"));
        page.press("Tab", 9, "");
        final String button = focusedPart();
        page.press(key, code, text);
        page.await(part("state", "Stopping"));
        final String whileStopping = focusedPart();
        service.release(lease);
        page.await(part("state", "Cancelled"));

        assertThat(button).isEqualTo("cancel");
        assertThat(whileStopping).isEqualTo("row");
        assertThat(focusedPart()).isEqualTo("row");
    }

    @Test
    void aJobThatWasReplacedSaysSoAndAButtonShowsTheNewerOne() throws Exception {
        service.limit("preview");
        final JobId older = service.submit(preview());
        final Lease lease = service.claim();
        show(older, "Night train.wav");
        page.await(part("state", "Starting"));
        final JobId newer = service.replace(preview());
        page.await(part("state", "Stopping, since a newer one takes its place"));
        service.release(lease);
        page.await(part("state", "Replaced by a newer one"));
        final String name =
                page.accessible("button").get(0).path("name").path("value").asText();
        page.evaluate(partOf("newer") + ".focus()");
        page.press("Enter", 13, "\r");
        page.await(part("state", "Next in the queue"));

        assertThat(name).isEqualTo("Show the newer one of Night train.wav");
        assertThat(focusedPart()).isEqualTo("row");
        assertThat(page.evaluate("document.querySelector('job-progress').getAttribute('job-id')")
                        .asText())
                .isEqualTo(newer.toString());
        assertThat(page.accessibilityViolations()).isEmpty();
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void anElementThatFollowsTheNewerJobGoesOnWithItByItselfUnlessThePageChooses() throws Exception {
        service.limit("preview");
        final JobId first = service.submit(preview());
        show(first, "Night train.wav");
        page.await(part("state", "Next in the queue"));
        page.evaluate("document.querySelector('job-progress').setAttribute('follow-newer', '')");
        final JobId second = service.replace(preview());
        page.await(jobIdIs(second));
        page.evaluate("document.querySelector('job-progress').addEventListener('job-replaced', event => {"
                + " window.told = event.detail.replacedBy; event.preventDefault(); })");
        final JobId third = service.replace(preview());
        page.await("window.told === '" + third + "'");
        page.await(part("state", "Replaced by a newer one"));

        assertThat(page.evaluate(jobIdIs(second)).asBoolean()).isTrue();
    }

    private static JobRequest.Builder preview() {
        return JobRequest.builder("ingest", "{}").limitKeys("preview");
    }

    private static String jobIdIs(final JobId id) {
        return "document.querySelector('job-progress').getAttribute('job-id') === '" + id + "'";
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void theCheckerFindsNothingInAnyState(final String colorScheme) throws Exception {
        final JobId complete = service.submit();
        final JobId failed = service.submit();
        final JobId cancelled = service.submit();
        final JobId stopping = service.submit();
        final JobId measured = service.submit();
        final JobId unmeasured = service.submit();
        final JobId pending = service.submit();
        service.complete(service.claim(), "{}");
        service.fail(service.claim(), "The tape is torn.");
        final Lease lease = service.claim();
        service.cancel(cancelled);
        service.release(lease);
        service.claim();
        service.cancel(stopping);
        service.progress(service.claim(), "reading", 42);
        service.progress(service.claim(), "reading", 0);
        page.evaluate("document.querySelector('main').append(document.createElement('job-progress'))");
        for (final JobId id : new JobId[] {complete, failed, cancelled, stopping, measured, unmeasured, pending}) {
            show(id, "Job " + id);
        }
        page.evaluate("document.documentElement.style.colorScheme = 'light dark'");
        page.evaluate("document.body.style.background = 'Canvas'");
        page.emulate(colorScheme, 800, 1000);
        page.await("[...document.querySelectorAll('job-progress')].filter(({ job }) => job).length === 7");

        assertThat(page.accessibilityViolations()).isEmpty();
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void itShowsTheNewestLinesOfTheLogAsTextAndNothingElse() throws Exception {
        showWithLog(service.submit(), 3);
        final Lease lease = service.claim();
        page.await(part("state", "Starting"));
        assertThat(page.evaluate("getComputedStyle(" + partOf("log") + ").display")
                        .asText())
                .isEqualTo("none");
        service.log(lease, 1, List.of("one", "two"));
        page.await(partOf("log") + ".childElementCount === 2");
        service.log(lease, 3, List.of("<img src=x onerror=\"window.hurt = true\">", "four"));
        page.await(partOf("log") + ".lastElementChild.textContent === 'four'");
        service.complete(lease, "{}");
        page.await(part("state", "Done"));

        assertThat(page.evaluate("[..." + partOf("log") + ".children].map(line => line.textContent).join('|')")
                        .asText())
                .isEqualTo("two|<img src=x onerror=\"window.hurt = true\">|four");
        assertThat(page.evaluate(partOf("log") + ".querySelectorAll('img').length + Number(window.hurt === true)")
                        .asInt())
                .isZero();
        assertThat(page.accessible("log").get(0).path("name").path("value").asText())
                .isEqualTo("Log of Night train.wav");
        assertThat(page.accessibilityViolations()).isEmpty();
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void theLogStaysAtItsEndUnlessItsReaderHasScrolledAwayAndIsReadByTheKeyboard() throws Exception {
        showWithLog(service.submit(), 100);
        final Lease lease = service.claim();
        service.log(lease, 1, lines(1, 60));
        page.await(partOf("log") + ".childElementCount === 60");
        final String atEnd = "log.scrollHeight - log.scrollTop - log.clientHeight < 2";
        page.await("(log => " + atEnd + ")(" + partOf("log") + ")");

        page.evaluate(partOf("log") + ".focus()");
        page.press("Home", 36, "");
        page.await(partOf("log") + ".scrollTop === 0");
        page.evaluate(partOf("log") + ".scrollTop = 600");
        page.evaluate(
                "window.firstLine = (log => { const line = [...log.children].find(({ offsetTop }) => offsetTop - log.offsetTop >= log.scrollTop);"
                        + " return { text: line.textContent, place: line.offsetTop - log.scrollTop }; })("
                        + partOf("log") + ")");
        service.log(lease, 61, lines(61, 50));
        page.await(partOf("log") + ".lastElementChild.textContent === 'line 110'");
        final String stillThere =
                "(log => { const line = [...log.children].find(one => one.textContent === firstLine.text);"
                        + " return Math.abs(line.offsetTop - log.scrollTop - firstLine.place) < 2; })(" + partOf("log")
                        + ")";

        assertThat(page.evaluate(stillThere).asBoolean()).isTrue();
        assertThat(page.evaluate(partOf("log") + ".childElementCount").asInt()).isEqualTo(100);
        page.press("End", 35, "");
        page.await("(log => " + atEnd + ")(" + partOf("log") + ")");
        service.log(lease, 111, lines(111, 5));
        page.await(partOf("log") + ".lastElementChild.textContent === 'line 115'");
        page.await("(log => " + atEnd + ")(" + partOf("log") + ")");
    }

    @Test
    void aClientThatWasSetBeforeTheElementWasDefinedWatchesItAndNoOtherDoes() throws Exception {
        final JobId id = service.submit();
        page.navigate(service.page());
        page.evaluate(String.format(Locale.ROOT, """
                import('/jobs-client/client.js').then(({ JobsClient }) => {
                  const element = document.createElement('job-progress');
                  element.client = new JobsClient('/jobs');
                  element.setAttribute('base', '/elsewhere');
                  element.setAttribute('job-id', '%s');
                  document.querySelector('main').append(element);
                  return import('/jobs-client/job-progress.js').then(() => true);
                })""", id));
        page.await(part("state", "Next in the queue"));

        assertThat(service.asked()).noneMatch(path -> path.startsWith("/elsewhere"));
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void aJobThatWasSetBeforeTheElementWasDefinedIsShown() throws Exception {
        page.navigate(service.page());
        page.evaluate("""
                (() => {
                  const element = document.createElement('job-progress');
                  element.job = { jobId: 'x', status: 'cancelled', finishedAt: '2026-01-05T10:00:00Z' };
                  document.querySelector('main').append(element);
                  return import('/jobs-client/job-progress.js').then(() => true);
                })()""");

        page.await(part("state", "Cancelled"));
    }

    @Test
    void aCloneOfATemplateWatchesWithTheClientThatItWasGivenBeforeItWasInThePage() throws Exception {
        final JobId id = service.submit();
        page.evaluate(String.format(Locale.ROOT, """
                import('/jobs-client/client.js').then(({ JobsClient }) => {
                  const template = document.createElement('template');
                  template.innerHTML = '<job-progress></job-progress>';
                  const element = template.content.firstElementChild.cloneNode(true);
                  element.client = new JobsClient('/jobs');
                  element.setAttribute('job-id', '%s');
                  document.querySelector('main').append(element);
                  return true;
                })""", id));
        page.await(part("state", "Next in the queue"));
        service.complete(service.claim(), "{}");

        page.await(part("state", "Done"));
    }

    private static List<String> lines(final int first, final int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> "line " + number)
                .toList();
    }

    private void showWithLog(final JobId id, final int lines) throws Exception {
        page.evaluate("void (window.logLines = " + lines + ")");
        show(id, "Night train.wav");
    }

    /** Adds an element that watches the job, and shows as many lines of its log as the page says. */
    private void show(final JobId id, final String label) throws Exception {
        page.evaluate(String.format(Locale.ROOT, """
                (() => {
                  const element = document.createElement('job-progress');
                  element.setAttribute('base', '/jobs');
                  element.setAttribute('job-id', '%s');
                  element.setAttribute('label', '%s');
                  if (window.logLines) element.setAttribute('log-lines', window.logLines);
                  element.addEventListener('job-done', ({ type, detail }) => { window.told = `${type} ${detail.status}`; });
                  document.querySelector('main').append(element);
                })()""", id, label));
    }

    private static String partOf(final String part) {
        return "document.querySelector('job-progress').shadowRoot.querySelector('[part=" + part + "]')";
    }

    /** That a part reads so. */
    private static String part(final String part, final String text) {
        return partOf(part) + ".innerText === '" + text + "'";
    }

    /** The part that has the keyboard; empty if it is elsewhere. */
    private String focusedPart() throws Exception {
        return page.evaluate("document.activeElement.shadowRoot?.activeElement?.getAttribute('part') ?? ''")
                .asText();
    }
}
