package dev.jobs.examples.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Takes the pictures that the documents show: of a report that is ready, one that was cancelled, one that is made and one that waits. */
@ExtendWith(InBrowser.class)
class PictureIT {
    @Test
    void thePageShowsReportsThatWaitAreMadeAndHaveEnded(final Browser browser) throws Exception {
        try (RunningService service = RunningService.onH2("--jobs.worker.slots=1")) {
            final ReportsPage page = new ReportsPage(browser, service);
            page.logIn("ada");
            browser.emulate("light", 1000, 900);
            page.order("150", "20", "CAREFUL", ReportsPage.QUICK);
            browser.await(page.isReady(0));
            page.order("400", "35", "BOLD", ReportsPage.LONG);
            browser.await(page.isRunning(0));
            page.cancel(0);
            page.order("200", "30", "BALANCED", ReportsPage.LONG);
            browser.await(page.isRunning(0));
            browser.evaluate(page.part(0, "log") + ".click()");
            page.order("75", "12", "CAREFUL", ReportsPage.QUICK);
            browser.await(page.part(1, "progress") + ".job.progress > 10");
            browser.screenshot(Path.of("target", "spring-boot-service.png"));
            browser.emulate("dark", 1000, 900);
            browser.screenshot(Path.of("target", "spring-boot-service-dark.png"));
            browser.emulate("light", 390, 900);
            browser.screenshot(Path.of("target", "spring-boot-service-narrow.png"));
            page.cancel(1);

            assertThat(browser.consoleErrors()).isEmpty();
        }
    }
}
