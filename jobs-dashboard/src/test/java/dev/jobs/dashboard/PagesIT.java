package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.memory.MemoryJobStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser. Of each state pictures are left in the build directory. */
@ExtendWith(InBrowser.class)
class PagesIT {
    private static final String READ = "document.querySelector('.loading') === null";
    private static final int HEIGHT = 1_100;

    private final Browser browser;
    private final TestClock clock = new TestClock("2026-11-27T08:00:00Z");
    private final BrokenStore store = new BrokenStore(new MemoryJobStore(clock, clock::nanos));
    private final DashboardServer server =
            DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                    .build());

    PagesIT(final Browser browser) {
        this.browser = browser;
    }

    @AfterEach
    void stop() throws Exception {
        browser.navigate(URI.create("about:blank"));
        server.close();
        store.close();
    }

    private void open(final String address) throws Exception {
        browser.navigate(server.uri("/" + address));
        browser.await(READ);
    }

    private static String button(final String text) {
        return "[...document.querySelectorAll('button')].find(button => button.textContent.trim().startsWith('" + text
                + "'))";
    }

    private void click(final String text) throws Exception {
        browser.await("!!" + button(text));
        browser.evaluate(button(text) + ".click()");
    }

    private String text(final String selector) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "').innerText")
                .asText();
    }

    /** The pages by the names of their pictures. */
    private static Map<String, String> pages(final Map<String, JobId> jobs) {
        final Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "");
        pages.put("jobs", "?view=jobs");
        pages.put("failures", "?view=failures");
        pages.put("workers", "?view=workers");
        pages.put("queues", "?view=queues");
        jobs.forEach((name, id) -> pages.put("job-" + name, "?view=job&id=" + id));
        return pages;
    }

    private void look(final String state, final Map<String, String> pages, final String scheme, final int width)
            throws Exception {
        for (final Map.Entry<String, String> page : pages.entrySet()) {
            open(page.getValue());
            browser.emulate(scheme, width, HEIGHT);
            final String name = state + "-" + page.getKey() + "-" + scheme + "-" + width;
            browser.screenshot(
                    Files.createDirectories(Path.of("target/pictures")).resolve(name + ".png"));

            assertThat(browser.accessibilityViolations()).as(name).isEmpty();
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                            .asBoolean())
                    .as(name + " fits in")
                    .isTrue();
            assertThat(browser.evaluate("window.hacked === undefined").asBoolean())
                    .as(name)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"light, 390", "dark, 390", "light, 1440", "dark, 1440"})
    void everyPageOfABusyStoreIsAccessibleAndFitsIn(final String scheme, final int width) throws Exception {
        final Scene scene = Scene.busy(store, clock);
        final Map<String, JobId> jobs = new LinkedHashMap<>();
        jobs.put("running", scene.running);
        jobs.put("failed", scene.failed);
        jobs.put("waiting", scene.waiting);
        jobs.put("cancelled", scene.cancelled);
        jobs.put("complete", scene.complete);

        look("busy", pages(jobs), scheme, width);

        assertThat(browser.consoleErrors()).isEmpty();
    }

    /** The pictures that docs/dashboard.md and the README show. */
    @ParameterizedTest
    @CsvSource({"light, ''", "dark, -dark"})
    void theLogOfARunningJobIsFollowed(final String scheme, final String ending) throws Exception {
        final Scene scene = Scene.busy(store, clock);
        open("");
        browser.emulate(scheme, 1_200, 860);
        browser.screenshot(Path.of("target/dashboard" + ending + ".png"));
        open("?view=job&id=" + scene.running);
        browser.emulate(scheme, 1_200, 620);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelectorAll('.lines > div').length === 3");
        browser.screenshot(Path.of("target/dashboard-job" + ending + ".png"));

        assertThat(text(".lines")).contains("Decoded 14,976,000 frames");
        assertThat(browser.accessibilityViolations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"light, 390", "dark, 1440"})
    void everyPageOfAnEmptyStoreSaysWhyThereIsNothing(final String scheme, final int width) throws Exception {
        look("empty", pages(Map.of()), scheme, width);
        for (final String page : pages(Map.of()).values()) {
            open(page);

            assertThat(text(".empty")).isNotBlank();
        }
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dark, 390", "light, 1440"})
    void everyPageSaysThatTheStoreIsOutOfReach(final String scheme, final int width) throws Exception {
        store.breakDown();

        look("broken", pages(Map.of("any", JobId.random())), scheme, width);

        assertThat(text(".notice.bad"))
                .isEqualTo("The job store is out of reach. This page tries again by itself. Nothing can be shown until"
                        + " then.");
    }

    @ParameterizedTest
    @CsvSource({"light, 390", "dark, 1440"})
    void noStoredTextRunsOnAnyPage(final String scheme, final int width) throws Exception {
        final JobId running = store.submit(Scene.HOSTILE_JOB);
        final TestWorker worker =
                new TestWorker(store, Scene.HOSTILE, 2, Set.of(Scene.HOSTILE), Scene.HOSTILE_JOB.queue());
        final ClaimedJob first = worker.claim().orElseThrow();
        worker.reach(first, 0, 50, 1);
        worker.log(first, Scene.HOSTILE);
        final JobId failed = store.submit(JobRequest.builder(Scene.HOSTILE, "{}")
                .queue(Scene.HOSTILE_JOB.queue())
                .maxAttempts(1)
                .build());
        worker.fail(worker.claim().orElseThrow(), Scene.HOSTILE);

        look("hostile", pages(Map.of("running", running, "failed", failed)), scheme, width);
        open("?view=job&id=" + running);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelectorAll('.lines > div').length === 1");
        click("Reveal");
        browser.await("document.querySelectorAll('pre.json').length > 0");

        assertThat(text(".lines")).contains(Scene.HOSTILE);
        assertThat(text("pre.json")).contains("</script>");
        assertThat(browser.evaluate("window.hacked === undefined && !document.querySelector('main img, main script')")
                        .asBoolean())
                .isTrue();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void nothingIsLoadedFromAnyOtherHost() throws Exception {
        Scene.busy(store, clock);
        open("");

        assertThat(browser.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)"
                                + ".filter(url => !url.startsWith(location.origin + '/dashboard/')).length")
                        .asInt())
                .isZero();
        assertThat(browser.evaluate("performance.getEntriesByType('resource').length > 10")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aSearchStandsInTheAddressAndSurvivesAReload() throws Exception {
        Scene.busy(store, clock);
        open("?view=jobs");
        browser.evaluate("document.querySelector('input[value=failed]').click();"
                + "document.querySelector('input[name=type]').value = 'save';"
                + "document.querySelector('form').requestSubmit()");
        browser.await("document.querySelectorAll('.row.job').length === 1");
        browser.reload();
        browser.await("document.querySelectorAll('.row.job').length === 1");

        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?view=jobs&status=failed&type=save");
        assertThat(browser.evaluate("document.querySelector('input[name=type]').value")
                        .asText())
                .isEqualTo("save");
        assertThat(text(".row.job")).contains("No space left on device");
    }

    @Test
    void theKeyboardIsEnoughToCancelAJob() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        open("?view=job&id=" + id);
        browser.evaluate(button("Cancel") + ".focus()");
        browser.press("Enter", 13, "\r");
        browser.await("document.getElementById('dialog').open");
        final String first =
                browser.evaluate("document.activeElement.textContent").asText();
        browser.evaluate("document.querySelector('dialog .danger').focus()");
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelector('.status').textContent === 'Cancelled'");

        assertThat(first).isEqualTo("Leave it");
        assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(browser.evaluate("document.getElementById('dialog').open").asBoolean())
                .isFalse();
    }

    @Test
    void aLinkIsFollowedByTheKeyboardToTheTopOfTheNextPageAndBack() throws Exception {
        open("");
        browser.evaluate("document.querySelector('nav a[href*=workers]').focus()");
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelector('h1').textContent === 'Workers' && " + READ);
        final String focused = browser.evaluate("document.activeElement.id").asText();
        final String current = text("nav [aria-current]");
        browser.evaluate("history.back()");
        browser.await("document.querySelector('h1').textContent === 'Overview'");

        assertThat(focused).isEqualTo("main");
        assertThat(current).isEqualTo("Workers");
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Overview · Jobs");
    }

    @Test
    void allThatMatchAreCancelledAfterTheirNumberWasShown() throws Exception {
        final int many = 130;
        for (int i = 0; i < many; i++) {
            store.submit(JobRequest.builder("ingest", "{}").owner("ada").build());
        }
        store.submit(JobRequest.builder("ingest", "{}").owner("grace").build());
        open("?view=jobs&owner=ada");
        click("Cancel all that match");
        browser.await("document.getElementById('dialog-title').textContent === 'Cancel: 130 jobs'");
        final List<String> faults = browser.accessibilityViolations();
        final long before = pending();
        browser.evaluate("document.querySelector('dialog .danger').click()");
        browser.await("document.querySelector('dialog [role=status]')?.textContent === '130 jobs cancelled.'");
        final String end = text("dialog");
        click("Close");
        browser.await("!document.getElementById('dialog').open"
                + " && document.querySelector('.row.job .status').textContent === 'Cancelled'");

        assertThat(faults).isEmpty();
        assertThat(before).isEqualTo(many + 1);
        assertThat(end).contains("130 jobs cancelled");
        assertThat(pending()).isEqualTo(1);
    }

    private long pending() {
        return store.list(JobQuery.all().withPageSize(1_000)).stream()
                .map(Job::status)
                .filter(JobStatus.PENDING::equals)
                .count();
    }

    @Test
    void theJobsThatAreSelectedAreRunAgain() throws Exception {
        final List<JobId> jobs = Stream.generate(
                        () -> store.submit(JobRequest.builder("ingest", "{}").build()))
                .limit(4)
                .toList();
        jobs.forEach(store::cancel);
        open("?view=jobs&status=cancelled");
        browser.evaluate("document.querySelectorAll('.row.job input')[0].click();"
                + "document.querySelectorAll('.row.job input')[2].click()");
        browser.await("document.querySelector('.action-bar').textContent.includes('2 jobs selected')");
        click("Run again");
        browser.await("document.getElementById('dialog-title').textContent === 'Run again: 2 jobs'");
        browser.evaluate("document.querySelector('dialog .danger').click()");
        browser.await("document.querySelector('dialog [role=status]')?.textContent === '2 jobs run again.'");

        assertThat(pending()).isEqualTo(2);
    }

    @Test
    void aQueueIsPausedWithAReasonAndResumed() throws Exception {
        store.submit(JobRequest.builder("ingest", "{}").build());
        open("?view=queues");
        browser.await("document.querySelector('[aria-label=\"Pause queue default\"]') !== null");
        browser.evaluate("document.querySelector('[aria-label=\"Pause queue default\"]').click()");
        browser.await("document.getElementById('dialog').open");
        browser.evaluate("(input => { input.value = 'We are moving'; input.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('dialog input'))");
        final List<String> faults = browser.accessibilityViolations();
        browser.evaluate("document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('.reason')?.textContent === 'We are moving'");
        final List<?> pauses = store.pauses();
        browser.evaluate("document.querySelector('[aria-label=\"Resume queue default\"]').click()");
        browser.await("document.querySelector('.reason') === null");

        assertThat(faults).isEmpty();
        assertThat(pauses).hasSize(1);
        assertThat(store.pauses()).isEmpty();
    }

    @Test
    void whatIsShownGrowsOldVisiblyWhenTheStoreGoesOutOfReach() throws Exception {
        Scene.busy(store, clock);
        open("");
        final String before = text("h2");
        store.breakDown();
        browser.await("document.querySelector('.stale .notice.bad') !== null");

        assertThat(text(".notice.bad"))
                .startsWith("The job store is out of reach.")
                .contains("What you see is");
        assertThat(text("h2")).isEqualTo(before);
        assertThat(browser.accessibilityViolations()).isEmpty();
    }

    @Test
    void aPageThatIsHeldAsksForNothing() throws Exception {
        open("");
        click("Live");
        browser.await("!!" + button("Held"));
        browser.evaluate(
                "(ask => { window.asked = 0; window.fetch = (...what) => { window.asked++; return ask(...what); }; })"
                        + "(window.fetch); void 0");
        // A page that is not held asks twice in that time.
        browser.evaluate("new Promise(resolve => setTimeout(resolve, 2500))");
        final int askedWhileHeld = browser.evaluate("window.asked").asInt();
        click("Held");
        browser.await("window.asked > 1");

        assertThat(askedWhileHeld).isZero();
    }
}
