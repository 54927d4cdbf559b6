package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.browser.Browser;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The tasks that bring operators to the page, done from the overview on by clicks and keys. docs/dashboard.md tells the number of
 * clicks of each.
 */
class OperatorTasksIT extends DashboardInBrowser<MemoryJobStore> {
    private int clicks;

    OperatorTasksIT(final Browser browser) {
        super(browser, clock -> new MemoryJobStore(clock, clock::nanos));
    }

    @BeforeEach
    void openTheOverview() throws Exception {
        Scene.busy(store, clock);
        browser.navigate(server.uri("/"));
        browser.await("document.querySelector('.totals') !== null");
    }

    /** Clicks on the first element of this selector, once it is there and can be seen. */
    private void click(final String selector) throws Exception {
        final String element = "document.querySelector('" + selector + "')";
        browser.await(element + "?.checkVisibility() === true");
        browser.evaluate(element + ".click()");
        clicks++;
    }

    /** Clicks into a field of the search and types; the last key is Enter. */
    private void search(final String field, final String text) throws Exception {
        final String element = "document.querySelector('input[name=" + field + "]')";
        browser.await(element + " !== null");
        browser.evaluate(element + ".focus()");
        clicks++;
        for (int i = 0; i < text.length(); i++) {
            final String key = text.substring(i, i + 1);
            browser.press(key, 0, key);
        }
        browser.press("Enter", 13, "\r");
        browser.await("location.search.includes('" + field + "=') && document.querySelector('.loading') === null");
    }

    private List<Job> jobs() {
        return store.list(JobQuery.all().withPageSize(1_000));
    }

    @Test
    void whyAnOwnersJobDoesNotStartTakesThreeClicks() throws Exception {
        store.submit(JobRequest.builder("archive", "{}")
                .queue("bulk")
                .owner("zoe@example.org")
                .build());

        click("nav a[href*=jobs]");
        search("owner", "zoe@example.org");
        click(".row.job a");
        browser.await("document.querySelector('.notice.wait') !== null");

        assertThat(page.text(".notice.wait"))
                .startsWith("Paused: “The archive is being moved until eleven”, ends in")
                .endsWith(" of 13.");
        assertThat(clicks).isEqualTo(3);
    }

    @Test
    void toRunAgainWhatFailedSinceADeploymentTakesFiveClicks() throws Exception {
        final Instant deployed = clock.instant().minus(Duration.ofMinutes(15));
        final long failed = jobs().stream()
                .filter(job -> job.status() == JobStatus.FAILED)
                .filter(job -> job.finishedAt().orElseThrow().isAfter(deployed))
                .count();
        final int before = jobs().size();

        click(".totals .bad a");
        browser.await("document.querySelector('input[type=datetime-local]') !== null");
        browser.evaluate("import('./format.js').then(({ localTime }) => {"
                + " const field = document.querySelector('input[type=datetime-local]');"
                + " field.value = localTime('" + deployed + "').slice(0, 16);"
                + " field.dispatchEvent(new Event('change', { bubbles: true })); })");
        clicks++;
        browser.await("location.search.includes('since=') && document.querySelector('.loading') === null");
        click(".page-head a.button");
        click("[aria-label^=\"Run again\"]");
        browser.await("document.getElementById('dialog-title')?.textContent === 'Run again: " + failed + " jobs'");
        click("dialog .danger");
        browser.await(
                "document.querySelector('dialog [role=status]')?.textContent === '" + failed + " jobs run again.'");

        assertThat(failed).isGreaterThan(1);
        assertThat(jobs()).hasSize(before + (int) failed);
        assertThat(clicks).isEqualTo(5);
    }

    @Test
    void whichWorkerIsStuckTakesOneClick() throws Exception {
        click(".notice.bad a");
        browser.await("document.querySelector('.card .badge.bad') !== null");

        assertThat(page.text(".card")).contains("audio-7f9c", "1 stuck", "does not stop");
        assertThat(clicks).isEqualTo(1);
    }

    @Test
    void toHalveTheLoadOnAnApiTakesThreeClicks() throws Exception {
        click("nav a[href*=queues]");
        click("[aria-label=\"Edit limit partner-api\"]");
        browser.await("document.activeElement.name === 'starts'");
        browser.press("5", 53, "5");
        browser.await("document.querySelector('dialog [role=status]').innerText.includes('(50 % of it)')");
        final String said = page.text("dialog [role=status]");
        click("dialog .danger");
        browser.await("document.querySelector('main').innerText.includes('at most 5 starts in 1 s')");

        assertThat(said)
                .isEqualTo(
                        "Changes the starts from 10 starts in 1 s to 5 starts in 1 s (50 % of it), from the next start"
                                + " on. What runs goes on.\n\nIt takes the place of the default of the code, and holds over deployments.");
        assertThat(store.limits())
                .extracting(LimitUse::limit)
                .contains(Limit.builder("partner-api")
                        .starts(5, Duration.ofSeconds(1))
                        .build());
        assertThat(clicks).isEqualTo(3);
    }

    @Test
    void toStopAllJobsOfATenantTakesFourClicks() throws Exception {
        click("nav a[href*=jobs]");
        search("owner", "ada@example.org");
        click("[aria-label^=Cancel]");
        browser.await("document.querySelector('dialog .danger') !== null");
        click("dialog .danger");
        browser.await("document.querySelector('dialog [role=status]')?.textContent.endsWith('cancelled.')");

        assertThat(jobs().stream().filter(job -> job.owner().equals(Optional.of("ada@example.org"))))
                .isNotEmpty()
                .allMatch(job -> job.status().isTerminal());
        assertThat(jobs()).anyMatch(job -> job.status() == JobStatus.PENDING);
        assertThat(clicks).isEqualTo(4);
    }
}
