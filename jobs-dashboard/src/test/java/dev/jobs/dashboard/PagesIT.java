package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.WhenLimitFull;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Operations;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser. Of each state pictures are left in the build directory. */
@ExtendWith(InBrowser.class)
class PagesIT {
    private final Browser browser;
    private final TestClock clock = new TestClock("2026-11-27T08:00:00Z");
    private final BrokenStore store = new BrokenStore(new MemoryJobStore(clock, clock::nanos));
    private final DashboardServer server =
            DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                    .build());

    private final DashboardPage page;
    private final Pictures pictures;

    PagesIT(final Browser browser) {
        this.browser = browser;
        this.page = new DashboardPage(browser, server);
        this.pictures = new Pictures(page);
    }

    @AfterEach
    void stop() throws Exception {
        browser.navigate(URI.create("about:blank"));
        server.close();
        store.close();
    }

    @Test
    void everyPageOfABusyStoreIsAccessibleAndFitsIn() throws Exception {
        final Scene scene = Scene.busy(store, clock);
        final Map<String, JobId> jobs = new LinkedHashMap<>();
        jobs.put("running", scene.running);
        jobs.put("failed", scene.failed);
        jobs.put("waiting", scene.waiting);
        jobs.put("cancelled", scene.cancelled);
        jobs.put("complete", scene.complete);

        pictures.ofPages("busy", jobs);

        assertThat(browser.consoleErrors()).isEmpty();
    }

    /** The dialogs that change what starts, by the names of their pictures and their buttons. */
    @ParameterizedTest
    @CsvSource({
        "order, Order of queue default",
        "pause, Pause queue default",
        "pause-owner, Pause an owner",
        "limit-new, New limit",
        "limit-edit, Edit limit user",
        "limit-remove, Remove limit encoder"
    })
    void everyDialogOfTheQueuesIsAccessibleAndFitsIn(final String name, final String button) throws Exception {
        Scene.busy(store, clock);
        page.open("?view=queues");
        page.click(button);
        browser.await("document.getElementById('dialog').open");
        pictures.ofWhatIsShown("dialog-" + name);

        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void whoHoldsALimitIsShownWithLinksToTheJobs() throws Exception {
        Scene.busy(store, clock);
        page.open("?view=queues");
        browser.evaluate("document.querySelectorAll('.holders').forEach(details => { details.open = true; })");
        pictures.ofWhatIsShown("busy-holders");
        final String holders = page.text(".holders");
        browser.evaluate("document.querySelector('.holders li a').click()");
        browser.await("document.querySelector('h1').textContent === 'encode'");

        assertThat(holders).startsWith("3 jobs hold it");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void aJobThatWasReplacedSaysSoAndLinksTheNewerOne() throws Exception {
        store.setLimit(Limit.atOnce("preview", 1));
        final JobRequest preview =
                JobRequest.builder("preview", "{}").limitKeys("preview").build();
        final JobId older = store.submit(preview);
        final JobId newer =
                store.submit(preview, WhenLimitFull.REPLACE_WAITING).job().orElseThrow();
        page.open("?view=jobs");
        final String list = page.text("main");
        page.open("?view=job&id=" + older);
        final String timeline = page.text(".timeline");
        browser.evaluate("document.querySelector('.facts a[href*=\"" + newer + "\"]').click()");
        browser.await("location.search.includes('" + newer + "')");

        assertThat(list).contains("was replaced, ended");
        assertThat(timeline).contains("Cancelled for a newer job of its limit, and its work was seen to end");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void whereThereAreMoreLimitsThanAreShownThePageSaysSo() throws Exception {
        for (int i = 0; i <= Operations.MOST_LIMITS; i++) {
            store.setLimit(Limit.atOnce("tenant:" + i, 1));
        }
        page.open("?view=queues");

        assertThat(page.text(".notice")).isEqualTo("There are more limits than are shown.");
        assertThat(browser.evaluate("document.querySelectorAll('.limit').length")
                        .asInt())
                .isEqualTo(Operations.MOST_LIMITS);
    }

    @Test
    void whoMayNeitherPauseNorLimitIsShownNoButtonForIt() throws Exception {
        Scene.busy(store, clock);
        try (DashboardServer readOnly =
                DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.readOnly(request -> true))
                        .build())) {
            final DashboardPage looked = new DashboardPage(browser, readOnly);
            looked.open("?view=queues");

            assertThat(browser.evaluate("document.querySelectorAll('main button').length")
                            .asInt())
                    .isZero();
            assertThat(looked.text("main"))
                    .contains("You may look, but not pause or resume.", "You may look, but not change one.");
        }
    }

    /** The pictures that docs/dashboard.md and the README show. */
    @ParameterizedTest
    @CsvSource({"light, ''", "dark, -dark"})
    void theLogOfARunningJobIsFollowed(final String scheme, final String ending) throws Exception {
        final Scene scene = Scene.busy(store, clock);
        page.open("");
        browser.emulate(scheme, 1_200, 860);
        browser.screenshot(Path.of("target/dashboard" + ending + ".png"));
        page.open("?view=job&id=" + scene.running);
        browser.emulate(scheme, 1_200, 900);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelectorAll('.lines > div').length === 3");
        browser.screenshot(Path.of("target/dashboard-job" + ending + ".png"));

        assertThat(page.text(".lines")).contains("Decoded 14,976,000 frames");
        assertThat(browser.accessibilityViolations()).isEmpty();
    }

    /** The picture of the limits that docs/dashboard.md shows. */
    @ParameterizedTest
    @CsvSource({"light, ''", "dark, -dark"})
    void whatAChangeOfALimitDoesIsSaidBesideTheNumbers(final String scheme, final String ending) throws Exception {
        Scene.busy(store, clock);
        page.open("?view=queues");
        browser.emulate(scheme, 1_200, 860);
        page.click("Edit limit encoder");
        browser.await("document.getElementById('dialog').open");
        browser.evaluate("(input => { input.value = '2'; input.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('dialog input[name=atOnce]'));"
                + "document.querySelector('.limit').scrollIntoView({ block: 'start' })");
        browser.screenshot(Path.of("target/dashboard-limits" + ending + ".png"));

        assertThat(page.text("dialog [role=status]"))
                .startsWith(
                        "Lowers from 3 to 2 at once. 3 run now: nothing is stopped; the next one starts when fewer than"
                                + " 2 run.");
    }

    @Test
    void everyPageOfAnEmptyStoreSaysWhyThereIsNothing() throws Exception {
        pictures.ofPages("empty", Map.of());
        for (final String address : Pictures.pages(Map.of()).values()) {
            page.open(address);

            assertThat(page.text(".empty")).isNotBlank();
        }
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void everyPageSaysThatTheStoreIsOutOfReach() throws Exception {
        store.breakDown();

        pictures.ofPages("broken", Map.of("any", JobId.random()));

        assertThat(page.text(".notice.bad"))
                .isEqualTo("The job store is out of reach. This page tries again by itself. Nothing can be shown until"
                        + " then.");
    }

    @Test
    void ofALongLogTheNewestLinesAreShownAndHowManyAreNot() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        final TestWorker worker = new TestWorker(store, "worker", 1, Set.of("ingest"), "default");
        final ClaimedJob claimed = worker.claim().orElseThrow();
        final LogLimits limits = new LogLimits(100_000, 64 * 1_024 * 1_024, 20_000);
        worker.log(claimed, 1, limits, lines(1, 5_000));
        page.open("?view=job&id=" + id);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelector('.lines').lastElementChild?.lastChild.data === 'line 5000'");
        final int atFirst = browser.evaluate("document.querySelector('.lines').childElementCount")
                .asInt();
        worker.log(claimed, 5_001, limits, lines(5_001, 2_000));
        browser.await("document.querySelector('.lines').lastElementChild.lastChild.data === 'line 7000'");
        browser.await("document.querySelector('.log').innerText.includes('6,000 earlier lines are not shown')");

        assertThat(atFirst).isEqualTo(500);
        assertThat(browser.evaluate("document.querySelector('.lines').childElementCount")
                        .asInt())
                .isEqualTo(1_000);
        assertThat(browser.evaluate("(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2)"
                                + "(document.querySelector('.lines'))")
                        .asBoolean())
                .as("who reads the end stays at the end")
                .isTrue();
    }

    private static List<String> lines(final int first, final int count) {
        return IntStream.range(first, first + count).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void nothingIsLoadedFromAnyOtherHost() throws Exception {
        Scene.busy(store, clock);
        page.open("");

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
        page.open("?view=jobs");
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
        assertThat(page.text(".row.job")).contains("No space left on device");
    }

    @Test
    void aLinkIsFollowedByTheKeyboardToTheTopOfTheNextPageAndBack() throws Exception {
        page.open("");
        browser.evaluate("document.querySelector('nav a[href*=workers]').focus()");
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelector('h1').textContent === 'Workers' && " + DashboardPage.READ);
        final String focused = browser.evaluate("document.activeElement.id").asText();
        final String current = page.text("nav [aria-current]");
        browser.evaluate("history.back()");
        browser.await("document.querySelector('h1').textContent === 'Overview'");

        assertThat(focused).isEqualTo("main");
        assertThat(current).isEqualTo("Workers");
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Overview · Jobs");
    }

    @Test
    void aSearchThatWasCutOffSaysSoAndGoesOnWhenAsked() throws Exception {
        store.submit(JobRequest.builder("ingest", "{}").build());
        store.cutOffSearches();
        page.open("?view=jobs");
        final String said = page.text(".list-end");

        assertThat(said)
                .contains("The search was ended by its time limit: there may be more that match.", "Look further");
        assertThat(browser.accessibilityViolations()).isEmpty();
    }

    @Test
    void whatIsShownGrowsOldVisiblyWhenTheStoreGoesOutOfReach() throws Exception {
        Scene.busy(store, clock);
        page.open("");
        final String before = page.text("h2");
        store.breakDown();
        // By the reader's own clock: the store's is another, and far from it here.
        browser.await("/What you see is [1-9]/.test(document.querySelector('.stale .notice.bad')?.textContent)");
        pictures.ofWhatIsShown("stale-overview");

        assertThat(page.text(".notice.bad"))
                .startsWith("The job store is out of reach.")
                .contains("What you see is");
        assertThat(page.text("h2")).isEqualTo(before);
    }

    @Test
    void theAgeOfSomethingAndItsDistanceFromNowAreToldAlike() throws Exception {
        page.open("");

        final String told = browser.evaluate("Promise.all([import('./parts/basics.js'), import('./format.js')])"
                        + ".then(([{ lasting }, { distance }]) => lasting(168_700) + ', ' + distance(168_700))")
                .asText();

        assertThat(told).isEqualTo("2 min 48 s, 2 min 48 s ago");
    }

    @Test
    void aPageThatIsHeldAsksForNothing() throws Exception {
        page.open("");
        page.click("Live");
        browser.await("!!" + DashboardPage.button("Held"));
        browser.evaluate(
                "(ask => { window.asked = 0; window.fetch = (...what) => { window.asked++; return ask(...what); }; })"
                        + "(window.fetch); void 0");
        // A page that is not held asks twice in that time.
        browser.evaluate("new Promise(resolve => setTimeout(resolve, 2500))");
        final int askedWhileHeld = browser.evaluate("window.asked").asInt();
        page.click("Held");
        browser.await("window.asked > 1");

        assertThat(askedWhileHeld).isZero();
    }
}
