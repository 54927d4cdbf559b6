package dev.jobs.examples.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages in a real browser, before a service that makes one report at a time. */
@ExtendWith(InBrowser.class)
class PageIT {
    private final Browser browser;
    private final RunningService service = RunningService.onH2("--jobs.worker.slots=1");
    private final ReportsPage page;

    PageIT(final Browser browser) {
        this.browser = browser;
        this.page = new ReportsPage(browser, service);
    }

    @BeforeEach
    void logIn() throws Exception {
        page.logIn("ada");
    }

    @AfterEach
    void stopTheService() throws Exception {
        browser.navigate(service.uri("/login.html"));
        service.close();
    }

    @Test
    void aReportIsOrderedWatchedAndDownloaded() throws Exception {
        page.order(ReportsPage.LONG);
        browser.await(page.inProgress(0, "bar") + ".value > 0");
        final String stage =
                browser.evaluate(page.inProgress(0, "state") + ".innerText").asText();
        page.cancel(0);
        page.order(ReportsPage.QUICK);
        browser.await(page.isReady(0));
        final String beginning = browser.evaluate("fetch(" + page.part(0, "download") + ".href)"
                        + ".then(answer => answer.text()).then(text => text.slice(0, 5))")
                .asText();

        assertThat(stage).isEqualTo("Simulating");
        assertThat(beginning).isEqualTo("%PDF-");
        assertThat(browser.evaluate(page.part(0, "facts") + ".innerText").asText())
                .matches("In the middle €.* in 90 of 100 lives\\.");
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void whatRunsAndWhatWaitsIsCancelledAndStaysSoOverAReload() throws Exception {
        page.order(ReportsPage.LONG);
        browser.await(page.isRunning(0));
        page.order(ReportsPage.LONG);
        browser.await(page.isNext(0));
        page.order(ReportsPage.LONG);

        page.cancel(0);
        page.cancel(2);
        browser.await(page.isRunning(1));
        page.cancel(1);
        browser.reload();
        browser.await("document.querySelectorAll('.report').length === 3");

        for (int row = 0; row < 3; row++) {
            browser.await(page.isCancelled(row));
            assertThat(browser.evaluate(page.part(row, "download") + ".hidden").asBoolean())
                    .isTrue();
        }
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void anotherUserSeesNothingOfIt() throws Exception {
        page.order(ReportsPage.QUICK);
        browser.await(page.isReady(0));
        page.logOut();

        page.logIn("bob");
        browser.await("document.getElementById('empty').hidden === false");

        assertThat(page.reports()).isZero();
    }

    @Test
    void theLogIsShownToWhoeverWantsIt() throws Exception {
        page.order(ReportsPage.QUICK);
        browser.await(page.isReady(0));
        browser.evaluate(page.part(0, "log") + ".click()");
        browser.await(page.inProgress(0, "log") + ".innerText.includes('50,000 lives')");
        browser.evaluate(page.part(0, "log") + ".click()");

        browser.await(page.inProgress(0, "log") + ".innerText === ''");
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        browser.evaluate("document.querySelector('[name=lives]').value = '" + ReportsPage.LONG + "';"
                + "document.querySelector('[name=lives]').focus()");
        browser.press("Tab", 9, "");
        browser.press("Enter", 13, "\r");
        browser.await("document.querySelector('.report') !== null");
        browser.await(page.isRunning(0));
        browser.press("Tab", 9, "");
        browser.press("Enter", 13, "\r");

        browser.await(page.isCancelled(0));
    }

    @Test
    void aWrongPasswordIsToldFromARightOne() throws Exception {
        page.logOut();

        page.submitLogIn("ada", "bob");

        browser.await("document.getElementById('refused')?.hidden === false");
        assertThat(violations()).isEmpty();
    }

    @Test
    void nothingIsInTheWayOfThoseWhoDoNotSeeThePage() throws Exception {
        final List<String> found = new ArrayList<>(violations());
        page.order(ReportsPage.QUICK);
        browser.await(page.isReady(0));
        page.order(ReportsPage.LONG);
        browser.await(page.isRunning(0));
        browser.evaluate(page.part(0, "log") + ".click()");
        browser.await(page.inProgress(0, "log") + ".innerText !== ''");
        page.order(ReportsPage.QUICK);
        browser.await(page.isNext(0));
        found.addAll(violations());

        assertThat(found).isEmpty();
    }

    /** The faults that the checker finds, whichever colours the viewer prefers. */
    private List<String> violations() throws Exception {
        final List<String> found = new ArrayList<>();
        for (final String colorScheme : List.of("light", "dark")) {
            browser.emulate(colorScheme, 1000, 900);
            found.addAll(browser.accessibilityViolations());
        }
        return found;
    }
}
