package dev.jobs.client.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Stage;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.client.javascript.TestService.Streams;
import dev.jobs.store.Lease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page of one job in a real browser, of jobs of the real servlet. Pictures are left in the build directory. */
@ExtendWith(InBrowser.class)
class JobDetailsIT {
    /** A text of which every part would run, if it were not shown as text. */
    private static final String HOSTILE = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>";

    private static final String DETAILS = "document.querySelector('job-details')";
    private static final String ROOT = DETAILS + ".shadowRoot";

    private final Browser page;

    @TempDir
    private Path directory;

    private TestService service;

    JobDetailsIT(final Browser page) {
        this.page = page;
    }

    @BeforeEach
    void openThePage() throws Exception {
        service = TestService.start(directory, Streams.SERVED);
        page.navigate(service.page());
        page.evaluate("Promise.all([import('/jobs-client/job-details.js'), import('/jobs-client/client.js')])"
                + ".then(([, { JobsClient }]) => { window.jobs = new JobsClient('/jobs'); })");
    }

    @AfterEach
    void stopTheService() throws Exception {
        service.close();
    }

    @Test
    void theWayOfAJobIsShownAsItGoesOnUpToItsResult() throws Exception {
        final JobId id = service.submit(JobRequest.builder("ingest", "{}").maxAttempts(2));
        show(id, "Night train.wav");
        awaitWay("Submitted|Waiting");
        final Lease first = service.claim();
        service.progress(first, "reading", 42);
        page.await(text("stage-note", "42 %"));
        service.failAndTryAgain(first, "The tape is torn.");
        page.await(titles() + ".includes('Attempt 1 failed')");
        final Lease second = service.claim();
        page.await(titles() + ".includes('Attempt 2 of 2 started')");
        final boolean runs = page.evaluate(part("event-note") + ".textContent.startsWith('runs for ')")
                .asBoolean();
        service.complete(second, "{\"pages\":12}");
        page.await("window.told === 'job-done complete'");

        awaitWay("Submitted|Attempt 1 of 2 started|Attempt 1 failed|Attempt 2 of 2 started|Done");
        assertThat(runs).isTrue();
        assertThat(page.evaluate(ROOT + ".querySelectorAll('[part=event-note]').length")
                        .asInt())
                .isZero();
        assertThat(page.evaluate(part("result-text") + ".textContent").asText()).isEqualTo("{\n  \"pages\": 12\n}");
        assertThat(page.evaluate(ROOT
                                + ".querySelector('job-progress').shadowRoot.querySelector('[part=state]').innerText")
                        .asText())
                .isEqualTo("Done");
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void thePageOfAJobThatWasReplacedSaysSoAndGoesOnWithTheNewerOne() throws Exception {
        service.limit("preview");
        final JobRequest.Builder preview = JobRequest.builder("ingest", "{}").limitKeys("preview");
        show(service.submit(preview), "Night train.wav");
        awaitWay("Submitted|Waiting");
        final JobId newer = service.replace(preview);
        awaitWay("Submitted|Replaced by a newer one");
        page.evaluate(DETAILS + ".showNewer()");
        awaitWay("Submitted|Waiting");

        assertThat(page.evaluate(DETAILS + ".getAttribute('job-id')").asText()).isEqualTo(newer.toString());
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void theKeyboardReachesTheCancelAndTheLogWhichIsReadOnceItIsOpen() throws Exception {
        final JobId id = service.submit();
        show(id, "Night train.wav");
        final Lease lease = service.claim();
        service.log(lease, 1, List.of("one", HOSTILE));
        page.await(titles() + ".includes('Attempt 1 of 3 started')");
        page.await(part("log-box") + ".hidden === false");
        final boolean isUnread = service.asked().stream().noneMatch(path -> path.endsWith("/log"));
        page.press("Tab", 9, "");
        final String first = focused();
        page.press("Tab", 9, "");
        final String second = focused();
        page.press("Enter", 13, "\r");
        page.await(part("log") + ".childElementCount === 2");
        page.evaluate(part("log-title") + ".focus()");
        page.press("Tab", 9, "");
        final String third = focused();
        service.cancel(id);
        page.await(titles() + ".at(-1) === 'Stopping'");
        service.release(lease);
        awaitWay("Submitted|Attempt 1 of 3 started|Cancelled");

        assertThat(isUnread).isTrue();
        assertThat(List.of(first, second, third)).containsExactly("cancel", "log-title", "log");
        assertThat(page.evaluate(part("log") + ".lastElementChild.textContent").asText())
                .endsWith(HOSTILE);
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void everyStateIsAccessibleFitsInAndRunsNoStoredText() throws Exception {
        service.pause("paused", "We move the archive until eleven. " + HOSTILE);
        final List<JobId> jobs = List.of(
                service.submit(request()),
                service.submit(request()),
                service.submit(request()),
                service.submit(request()),
                service.submit(request()),
                service.submit(request()),
                service.submit(JobRequest.builder("paused", "{}")));
        final Lease complete = service.claim();
        service.progress(complete, "writing", 100);
        service.log(complete, 1, List.of("Read 41.2 s, 48,000 Hz, stereo", HOSTILE));
        service.complete(
                complete,
                "{\"url\":\"/files/night-train.wav\",\"text\":\"</script>" + HOSTILE.replace('"', '\'') + "\"}");
        service.fail(service.claim(), HOSTILE);
        final Lease stopped = service.claim();
        service.cancel(jobs.get(2));
        service.release(stopped);
        service.claim();
        service.cancel(jobs.get(3));
        service.progress(service.claim(), "reading", 42);
        for (final JobId id : jobs) {
            show(id, HOSTILE.replace("'", "").replace("\n", ""));
        }
        show(jobs.get(0), "Night train.wav");
        page.evaluate(DETAILS + ".remove()");
        page.evaluate("document.documentElement.style.colorScheme = 'light dark';"
                + "document.body.style.background = 'Canvas'; document.querySelector('main').style.display = 'grid';"
                + "document.querySelector('main').style.gap = '3rem'");
        page.await("[...document.querySelectorAll('job-details')].filter(({ job }) => job).length === 7");
        page.evaluate("document.querySelectorAll('job-details').forEach(({ shadowRoot }) => {"
                + " shadowRoot.querySelector('details').open = true; })");
        page.await(
                "document.querySelectorAll('job-details')[6].shadowRoot.querySelector('[part=log]').childElementCount === 2");

        for (final String scheme : List.of("light", "dark")) {
            for (final int width : new int[] {390, 1_440}) {
                page.emulate(scheme, width, 2_600);
                page.screenshot(Files.createDirectories(Path.of("target/pictures"))
                        .resolve("job-details-" + scheme + "-" + width + ".png"));
                assertThat(page.accessibilityViolations()).as(scheme).isEmpty();
                assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                                .asBoolean())
                        .as("it fits into " + width + " pixels")
                        .isTrue();
            }
        }
        assertThat(page.evaluate("window.hurt === undefined && [...document.querySelectorAll('job-details')]"
                                + ".every(({ shadowRoot }) => shadowRoot.querySelector('img, script, b') === null)")
                        .asBoolean())
                .isTrue();
        assertThat(page.consoleErrors()).isEmpty();
    }

    @Test
    void aJobThatIsSetIsShownWithoutWatchingWithThePagesOwnResultAndNoLogThatIsNotLinked() throws Exception {
        page.evaluate("""
                (() => {
                  const element = document.createElement('job-details');
                  element.innerHTML = '<a slot="result" href="/files/1">Listen</a>';
                  element.job = {
                    jobId: 'x', status: 'complete', attempt: 1, maxAttempts: 1, createdAt: '2026-01-05T10:00:00Z',
                    startedAt: '2026-01-05T10:00:42Z', finishedAt: '2026-01-05T10:01:00Z', revision: 3, result: { a: 1 }, links: {},
                  };
                  document.querySelector('main').append(element);
                })()""");
        awaitWay("Submitted|Waited 42 s|Started|Done");

        assertThat(page.evaluate(part("log-box") + ".checkVisibility()").asBoolean())
                .isFalse();
        assertThat(page.evaluate(part("result-text") + ".checkVisibility()").asBoolean())
                .isFalse();
        assertThat(page.evaluate("document.querySelector('job-details a').checkVisibility()")
                        .asBoolean())
                .isTrue();
        assertThat(service.asked()).noneMatch(path -> path.startsWith("/jobs/"));
    }

    /** The pictures are those that the README shows. */
    @Test
    void anEarlierAttemptIsShownWithTheReasonsOfItsWait() throws Exception {
        page.evaluate("""
                (() => {
                  const at = seconds => new Date(Date.now() + seconds * 1000).toISOString();
                  const lines = ['Read 312.0 s, 48,000 Hz, stereo', 'Decoded 14,976,000 frames', 'Measuring in 8 blocks'];
                  const stage = (name, status, progress, tookMs) => ({ name, label: name, weight: 1, status, progress, tookMs });
                  const job = {
                    jobId: 'x', type: 'ingest', createdAt: at(-265), maxAttempts: 3, finishedAt: null, queuePosition: null, stage: null,
                    links: { cancel: '/x/cancel', log: '/x/log' },
                  };
                  const element = document.createElement('job-details');
                  element.setAttribute('label', 'Night train.wav');
                  element.client = {
                    serviceTime: () => Date.now(),
                    async *followLog() {
                      yield { next: 3, dropped: 0, done: false, lines: lines.map((text, i) => ({ number: i + 1, at: at(i - 30), text })) };
                      await new Promise(() => {});
                    },
                  };
                  const answers = [
                    { status: 'pending', attempt: 0, startedAt: null, waitReason: 'paused', waitMessage: 'the archive is being moved' },
                    { status: 'pending', attempt: 0, startedAt: null, waitReason: 'workers_busy', queuePosition: 1 },
                    { status: 'processing', attempt: 1, startedAt: at(-90), stage: 'reading', stages: [
                      stage('reading', 'active', 60), stage('decoding', 'pending', 0), stage('measuring', 'pending', 0)] },
                    { status: 'pending', attempt: 1, startedAt: at(-90), updatedAt: at(-62), waitReason: 'retry_backoff' },
                    { status: 'processing', attempt: 2, startedAt: at(-48), stage: 'measuring', progress: 42, overallProgress: 78,
                      estimate: { completeAt: at(34) }, stages: [
                      stage('reading', 'done', 100, 4200), stage('decoding', 'done', 100, 13400), stage('measuring', 'active', 42)] },
                  ];
                  answers.forEach((answer, index) => { element.job = { ...job, revision: index + 1, ...answer }; });
                  document.querySelector('h1').textContent = 'Night train.wav';
                  document.querySelector('main').append(element);
                  element.shadowRoot.querySelector('details').open = true;
                  document.documentElement.style.colorScheme = 'light dark';
                  document.body.style.cssText = 'background: Canvas; font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem 2rem';
                })()""");
        awaitWay("Submitted|Attempt 1 of 3 started|Attempt 1 failed|Attempt 2 of 3 started");
        page.await(part("log") + ".childElementCount === 3");
        for (final String scheme : List.of("light", "dark")) {
            page.emulate(scheme, 900, 640);
            page.screenshot(Path.of("target/job-details" + (scheme.equals("dark") ? "-dark" : "") + ".png"));
        }

        assertThat(page.evaluate(titles() + ".filter(title => title.startsWith('Waited'))"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "Waited 2 min 55 s: paused (the archive is being moved), then for its turn",
                        "Waited 14 s: before the next attempt");
        assertThat(page.accessibilityViolations()).isEmpty();
        assertThat(page.consoleErrors()).isEmpty();
    }

    private static JobRequest.Builder request() {
        return JobRequest.builder("ingest", "{}")
                .stages(List.of(
                        new Stage("reading", "reading", 1),
                        new Stage("measuring", HOSTILE, 2),
                        new Stage("writing", "writing", 1)));
    }

    /** Adds an element that watches the job. */
    private void show(final JobId id, final String label) throws Exception {
        page.evaluate(String.format(Locale.ROOT, """
                (() => {
                  const element = document.createElement('job-details');
                  element.client = window.jobs;
                  element.setAttribute('job-id', '%s');
                  element.setAttribute('label', '%s');
                  element.addEventListener('job-done', ({ type, detail }) => { window.told = `${type} ${detail.status}`; });
                  document.querySelector('main').append(element);
                })()""", id, label));
    }

    private static String part(final String part) {
        return ROOT + ".querySelector('[part=" + part + "]')";
    }

    /** That a part is there and reads so. */
    private static String text(final String part, final String text) {
        return part(part) + "?.innerText === '" + text + "'";
    }

    private static String titles() {
        return "[..." + ROOT + ".querySelectorAll('[part=event-title]')].map(title => title.innerText)";
    }

    /** Waits until these are the events; waits between attempts are left out, since they depend on the machine. */
    private void awaitWay(final String expected) throws Exception {
        page.await(
                titles() + ".filter(title => !title.startsWith('Waited ') || title === 'Waited 42 s').join('|') === '"
                        + expected + "'");
    }

    /** The part that has the keyboard, in whichever shadow tree. */
    private String focused() throws Exception {
        return page.evaluate("(() => { let one = document.activeElement;"
                        + " while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;"
                        + " return one.getAttribute('part') ?? ''; })()")
                .asText();
    }
}
