package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.WhenLimitFull;
import dev.jobs.browser.Browser;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.LogLimits;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in a real browser. Of each state pictures are left in the build directory. */
class PagesIT extends DashboardInBrowser<BrokenStore> {
    private final Pictures pictures = new Pictures(page);

    PagesIT(final Browser browser) {
        super(browser, clock -> new BrokenStore(new MemoryJobStore(clock, clock::nanos)));
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
        assertThat(timeline).contains("Cancelled for a newer job of its limit while it waited");
        assertThat(browser.consoleErrors()).isEmpty();
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
    void aSearchMayBeForSeveralTypesAndAttributes() throws Exception {
        for (final String type : List.of("ingest", "preview", "save")) {
            for (final String tenant : List.of("a", "b")) {
                store.submit(JobRequest.builder(type, "{}")
                        .attribute("tenant", tenant)
                        .attribute("plan", "free")
                        .build());
            }
        }
        page.open("?view=jobs&type=ingest&attribute=tenant%3Da");
        final int found =
                browser.evaluate("document.querySelectorAll('.row.job').length").asInt();
        browser.evaluate("(fields => { fields[1].value = 'save'; })(document.querySelectorAll('input[name=type]'));"
                + "(fields => { fields[1].value = 'plan=free'; })(document.querySelectorAll('input[name=attribute]'));"
                + "document.querySelector('form').requestSubmit()");
        browser.await("document.querySelectorAll('.row.job').length === 2");

        assertThat(found).isEqualTo(1);
        assertThat(browser.evaluate("location.search").asText())
                .isEqualTo("?view=jobs&type=ingest&type=save&attribute=tenant%3Da&attribute=plan%3Dfree");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('input[name=type]')].map(field => field.value).join()")
                        .asText())
                .isEqualTo("ingest,save,");
        assertThat(browser.accessibilityViolations()).isEmpty();
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
    void theAgeOfSomethingAndItsDistanceFromNowAreToldAlike() throws Exception {
        page.open("");

        final String told = browser.evaluate("Promise.all([import('./parts/times.js'), import('./format.js')])"
                        + ".then(([{ lasting }, { distance }]) => lasting(168_700) + ', ' + distance(168_700))")
                .asText();

        assertThat(told).isEqualTo("2 min 48 s, 2 min 48 s ago");
    }

    @Test
    void timesAreToldByTheClockTooForWhoWantsThat() throws Exception {
        final Scene scene = Scene.busy(store, clock);
        page.open("?view=job&id=" + scene.failed);
        final String before = page.text(".event-time");
        page.click("Exact times");
        browser.reload();
        browser.await(DashboardPage.READ);
        final String after = page.text(".event-time");
        pictures.ofPages("exact", Map.of("running", scene.running, "failed", scene.failed));
        page.click("Exact times");

        assertThat(before).matches("\\d+ min( \\d+ s)? ago");
        assertThat(after).matches("\\d+ min( \\d+ s)? ago \\(27 Nov,? (at )?\\d\\d:\\d\\d:\\d\\d\\)");
        assertThat(page.text("main time")).doesNotContain("27 Nov");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void aQueueWithSeveralTypesTellsOfAllOfThemTogether() throws Exception {
        final TestWorker worker = new TestWorker(store, "worker", 2, Set.of("ingest", "save"), "default");
        for (final String type : List.of("ingest", "save", "save")) {
            store.submit(JobRequest.builder(type, "{}").build());
        }
        worker.complete(worker.claim().orElseThrow(), "{}");
        store.submit(JobRequest.builder("archive", "{}").queue("bulk").build());
        clock.forward(Duration.ofSeconds(1));
        page.open("");

        assertThat(page.text("tr.all")).startsWith("All types").contains("2", "1 done");
        assertThat(browser.evaluate("[...document.querySelectorAll('.card')].map(card => card.ariaLabel + ': '"
                                + " + card.querySelectorAll('tr.all').length).join()")
                        .asText())
                .isEqualTo("Queue bulk: 0,Queue default: 1");
    }

    @Test
    void whereTheHistoryIsShorterThanAnHourThePageSaysSo() throws Exception {
        Scene.busy(store, clock);
        page.open("");
        final String whole = page.text("main");
        store.cutOffHistory(Duration.ofMinutes(20));
        try (DashboardServer other =
                DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.readOnly(request -> true))
                        .build())) {
            final DashboardPage looked = new DashboardPage(browser, other);
            looked.open("");

            assertThat(whole).doesNotContain("too many queues and types");
            assertThat(looked.text("main"))
                    .contains("There are too many queues and types for a whole hour: what ended is told from 20 min");
        }
    }
}
