package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.browser.Browser;
import dev.jobs.store.memory.MemoryJobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps a page up to date: while somebody looks at it, and it is not held still. */
class LivePagesIT extends DashboardInBrowser<BrokenStore> {
    private Scene scene;

    LivePagesIT(final Browser browser) {
        super(browser, clock -> new BrokenStore(new MemoryJobStore(clock, clock::nanos)));
    }

    @BeforeEach
    void followTheLogOfARunningJob() throws Exception {
        scene = Scene.busy(store, clock);
        page.open("?view=job&id=" + scene.running);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelectorAll('.lines > div').length === 3");
        browser.evaluate(
                "(ask => { window.asked = 0; window.fetch = (...what) => { window.asked++; return ask(...what); }; })"
                        + "(window.fetch); void 0");
    }

    /** The number of requests in a time in which a page that is kept up to date asks twice for each thing that it shows. */
    private int asked() throws Exception {
        browser.evaluate("window.asked = 0; new Promise(resolve => setTimeout(resolve, 2500))");
        return browser.evaluate("window.asked").asInt();
    }

    @Test
    void aPageThatIsHeldAsksForNothingAndNeitherDoesItsLog() throws Exception {
        page.click("Live");
        browser.await("!!" + DashboardPage.button("Held"));
        final int whileHeld = asked();
        page.click("Held");
        final int afterwards = asked();

        assertThat(whileHeld).isZero();
        assertThat(afterwards).as("the job and its log").isGreaterThanOrEqualTo(4);
    }

    @Test
    void whoGoesToAnotherPageWhileHeldSeesItOnceAsItIs() throws Exception {
        page.click("Live");
        browser.evaluate("document.querySelector('nav a[href*=workers]').click()");
        browser.await("document.querySelector('h1').textContent === 'Workers' && " + DashboardPage.READ);

        assertThat(page.text("main")).contains("audio-7f9c");
        assertThat(page.text(".hold")).isEqualTo("Held");
        assertThat(asked()).isZero();
    }

    @Test
    void aPageThatNobodyLooksAtAsksForNothing() throws Exception {
        look(false);
        final int unseen = asked();
        look(true);
        final int seen = asked();

        assertThat(unseen).isZero();
        assertThat(seen).as("the job and its log").isGreaterThanOrEqualTo(4);
    }

    /** Has the browser say that its tab is in the background, or in front again. */
    private void look(final boolean isSeen) throws Exception {
        browser.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, value: " + !isSeen + " });"
                + "document.dispatchEvent(new Event('visibilitychange'))");
    }

    /** No answer of the log comes before the page has been closed and opened again: a second reader of it would read the same lines. */
    @Test
    void aLogThatIsClosedAndOpenedShowsEachLineOnce() throws Exception {
        page.open("?view=job&id=" + scene.running);
        browser.evaluate(
                "window.askedForLog = 0; window.answer = new Promise(resolve => { window.mayAnswer = resolve; });"
                        + "(ask => { window.fetch = async (...what) => {"
                        + " if (String(what[0]).includes('/log')) { window.askedForLog++; await window.answer; }"
                        + " return ask(...what); }; })(window.fetch); void 0");
        toggleLog(true);
        browser.await("window.askedForLog === 1");
        toggleLog(false);
        toggleLog(true);
        browser.evaluate("window.mayAnswer()");
        browser.await("window.askedForLog >= 4");

        assertThat(browser.evaluate("document.querySelectorAll('.lines > div').length")
                        .asInt())
                .isEqualTo(3);
    }

    /** Opens or closes the log, and waits until the page has heard of it. */
    private void toggleLog(final boolean open) throws Exception {
        browser.evaluate(
                "(log => new Promise(resolve => { log.addEventListener('toggle', resolve, { once: true }); log.open = "
                        + open + "; }))(document.querySelector('details.log')).then(() => undefined)");
    }

    @Test
    void whatIsShownGrowsOldVisiblyWhenTheStoreGoesOutOfReach() throws Exception {
        page.open("");
        final String before = page.text("h2");
        store.breakDown();
        // By the reader's own clock: the store's is another, and far from it here.
        browser.await("/What you see is [1-9]/.test(document.querySelector('.stale .notice.bad')?.textContent)");
        new Pictures(page).ofWhatIsShown("stale-overview");

        assertThat(page.text(".notice.bad"))
                .startsWith("The job store is out of reach.")
                .contains("This page tries again by itself.", "What you see is");
        assertThat(page.text("h2")).isEqualTo(before);
    }
}
