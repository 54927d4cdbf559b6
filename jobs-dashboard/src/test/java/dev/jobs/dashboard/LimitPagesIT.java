package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.browser.Browser;
import dev.jobs.store.Operations;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits on their page: what they do, who holds them and who waits for them. */
class LimitPagesIT extends DashboardInBrowser<MemoryJobStore> {
    LimitPagesIT(final Browser browser) {
        super(browser, clock -> new MemoryJobStore(clock, clock::nanos));
    }

    @Test
    void whoHoldsALimitIsShownWithLinksToTheJobs() throws Exception {
        Scene.busy(store, clock);
        page.open("?view=queues");
        browser.evaluate("document.querySelectorAll('.holders').forEach(details => { details.open = true; })");
        new Pictures(page).ofWhatIsShown("busy-holders");
        final String holders = page.text(".holders");
        browser.evaluate("document.querySelector('.holders li a').click()");
        browser.await("document.querySelector('h1').textContent === 'encode'");

        assertThat(holders).startsWith("3 jobs hold it");
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
    void aLimitLeadsToTheJobsThatWaitForIt() throws Exception {
        Scene.busy(store, clock);
        store.submit(JobRequest.builder("other", "{}")
                .limitKeys("encoder")
                .delay(Duration.ofHours(1))
                .build());
        page.open("?view=queues");
        assertThat(page.text(".limit .wait-text a")).isEqualTo("5 kept back");
        browser.evaluate("document.querySelector('.limit .wait-text a').click()");
        browser.await("document.querySelector('h1').textContent === 'Jobs' && " + DashboardPage.READ);

        assertThat(browser.evaluate("location.search").asText()).isEqualTo("?view=jobs&keptBackBy=encoder");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('.row.job .row-title strong')].map(type => type.textContent).join()")
                        .asText())
                .isEqualTo("encode,encode,encode,encode,encode");
        assertThat(browser.evaluate("document.querySelector('input[name=keptBackBy]').checkVisibility()")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aJobThatALimitKeepsBackLeadsToThatLimit() throws Exception {
        for (int i = 0; i < 30; i++) {
            store.setLimit(Limit.atOnce("a-tenant:" + i, 1));
        }
        store.setLimit(Limit.atOnce("user:*", 0));
        store.setLimit(Limit.atOnce("user:a*", 0));
        store.setLimit(Limit.atOnce("user:bob", 0));
        final JobId id = store.submit(JobRequest.builder("ingest", "{}")
                .limitKeys("user:ada", "user:bob")
                .build());
        new TestWorker(store, "worker", 2, Set.of("ingest"), "default").claim();
        page.open("?view=job&id=" + id);
        browser.evaluate("document.querySelector('.notice.wait a').click()");
        browser.await("document.querySelector('.pointed') !== null");
        final String keptBackBy = page.text(".pointed strong");
        final boolean isSeen = page.isInSight(".pointed");
        page.open("?view=queues&limit=user:ada");
        final String covering = page.text(".pointed strong");
        page.open("?view=queues&limit=user:bob");

        assertThat(keptBackBy).isIn("user:a*", "user:bob");
        assertThat(isSeen).isTrue();
        assertThat(covering).isEqualTo("user:a*");
        assertThat(page.text(".pointed strong")).isEqualTo("user:bob");
        assertThat(browser.consoleErrors()).isEmpty();
    }
}
