package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.QueueOrder;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The actions of the pages in a real browser. */
@ExtendWith(InBrowser.class)
class ActionsIT {
    private final MemoryJobStore store = new MemoryJobStore();
    private final DashboardServer server =
            DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                    .build());
    private final Browser browser;
    private final DashboardPage page;

    ActionsIT(final Browser browser) {
        this.browser = browser;
        this.page = new DashboardPage(browser, server);
    }

    @AfterEach
    void stop() throws Exception {
        browser.navigate(URI.create("about:blank"));
        server.close();
        store.close();
    }

    @Test
    void theKeyboardIsEnoughToCancelAJob() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        page.open("?view=job&id=" + id);
        browser.evaluate(DashboardPage.button("Cancel") + ".focus()");
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
    void allThatMatchAreCancelledAfterTheirNumberWasShown() throws Exception {
        final int many = 130;
        for (int i = 0; i < many; i++) {
            store.submit(JobRequest.builder("ingest", "{}").owner("ada").build());
        }
        store.submit(JobRequest.builder("ingest", "{}").owner("grace").build());
        page.open("?view=jobs&owner=ada");
        page.click("Cancel all that match");
        browser.await("document.getElementById('dialog-title').textContent === 'Cancel: 130 jobs'");
        final List<String> faults = browser.accessibilityViolations();
        final long before = pending();
        browser.evaluate("document.querySelector('dialog .danger').click()");
        browser.await("document.querySelector('dialog [role=status]')?.textContent === '130 jobs cancelled.'");
        final String end = page.text("dialog");
        page.click("Close");
        browser.await("!document.getElementById('dialog').open"
                + " && document.querySelector('.row.job .status').textContent === 'Cancelled'");

        assertThat(faults).isEmpty();
        assertThat(before).isEqualTo(many + 1);
        assertThat(end).contains("130 jobs cancelled");
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void theJobsThatAreSelectedAreRunAgain() throws Exception {
        final List<JobId> jobs = Stream.generate(
                        () -> store.submit(JobRequest.builder("ingest", "{}").build()))
                .limit(4)
                .toList();
        jobs.forEach(store::cancel);
        page.open("?view=jobs&status=cancelled");
        browser.evaluate("document.querySelectorAll('.row.job input')[0].click();"
                + "document.querySelectorAll('.row.job input')[2].click()");
        browser.await("document.querySelector('.action-bar').textContent.includes('2 jobs selected')");
        page.click("Run again");
        browser.await("document.getElementById('dialog-title').textContent === 'Run again: 2 jobs'");
        browser.evaluate("document.querySelector('dialog .danger').click()");
        browser.await("document.querySelector('dialog [role=status]')?.textContent === '2 jobs run again.'");

        assertThat(pending()).isEqualTo(2);
    }

    @Test
    void aQueueIsPausedWithAReasonAndResumed() throws Exception {
        store.submit(JobRequest.builder("ingest", "{}").build());
        page.open("?view=queues");
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
    void theOrderOfAQueueIsChosenWithWhatItChangesSaidBefore() throws Exception {
        store.submit(JobRequest.builder("ingest", "{}").build());
        page.open("?view=queues");
        page.click("Order of queue default");
        browser.await("document.getElementById('dialog').open");
        final String said = page.text("#dialog");
        final List<String> faults = browser.accessibilityViolations();
        browser.evaluate("document.querySelector('dialog input[value=submission]').click();"
                + "document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('.order').innerText.startsWith('by submission')");

        assertThat(said).contains("submitted from now on", "Fair by owner", "By submission");
        assertThat(faults).isEmpty();
        assertThat(store.queueOrder("default")).isEqualTo(QueueOrder.SUBMISSION);
    }

    private long pending() {
        return store.list(JobQuery.all().withPageSize(1_000)).stream()
                .map(Job::status)
                .filter(JobStatus.PENDING::equals)
                .count();
    }
}
