package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.browser.Browser;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The actions of the pages in a real browser. */
class ActionsIT extends DashboardInBrowser<MemoryJobStore> {
    ActionsIT(final Browser browser) {
        super(browser, clock -> new MemoryJobStore());
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
    void theStopButtonLeavesAloneWhatLaterStepsWouldTake() throws Exception {
        final int many = 130;
        for (int i = 0; i < many; i++) {
            store.submit(JobRequest.builder("ingest", "{}").build());
        }
        page.open("?view=jobs");
        page.click("Cancel all that match");
        browser.await("document.getElementById('dialog-title').textContent === 'Cancel: 130 jobs'");
        beginAndStop();

        assertThat(pending()).isBetween(1L, many - 1L);
        assertThat(page.text("dialog")).contains((many - pending()) + " jobs cancelled; stopped before the end.");
    }

    @Test
    void theStopButtonLeavesAloneTheSelectedJobsThatAreToCome() throws Exception {
        store.submit(List.of(
                JobRequest.builder("ingest", "{}").build(),
                JobRequest.builder("ingest", "{}").build()));
        page.open("?view=jobs");
        browser.evaluate("document.querySelectorAll('.row.job input').forEach(box => box.click())");
        browser.await("document.querySelector('.action-bar').textContent.includes('2 jobs selected')");
        page.click("Cancel");
        browser.await("document.getElementById('dialog-title').textContent === 'Cancel: 2 jobs'");
        beginAndStop();

        assertThat(pending()).isEqualTo(1);
        assertThat(page.text("dialog")).contains("1 job cancelled; stopped before the end.");
    }

    /** Presses the button that begins, and the one that stops before the first answer can have come. */
    private void beginAndStop() throws Exception {
        browser.evaluate(
                "document.querySelector('dialog .danger').click();"
                        + "[...document.querySelectorAll('dialog button')].find(each => each.textContent === 'Stop here').click()");
        browser.await(
                "document.querySelector('dialog [role=status]')?.textContent.includes('cancelled')"
                        + " && ![...document.querySelectorAll('dialog button')].some(each => each.textContent === 'Stop here')");
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

    private void open(final String button) throws Exception {
        page.click(button);
        browser.await("document.getElementById('dialog').open");
    }

    private void type(final String field, final String text) throws Exception {
        browser.evaluate("(input => { input.value = '" + text + "'; input.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('dialog input[name=" + field + "]'))");
    }

    private String said() throws Exception {
        return page.text("dialog [role=status]");
    }

    @Test
    void aLimitIsSetAfterWhatItDoesWasSaid() throws Exception {
        final TestWorker worker = new TestWorker(store, "worker", 9, Set.of("encode"), "default");
        for (int i = 0; i < 9; i++) {
            store.submit(JobRequest.builder("encode", "{}").limitKeys("encoder").build());
        }
        store.setDefaultLimit(Limit.atOnce("encoder", 6));
        for (int i = 0; i < 7; i++) {
            worker.claim();
        }
        page.open("?view=queues");
        final String use = page.text(".limit");
        open("Edit limit encoder");
        final String unchanged = said();
        type("atOnce", "3");
        final String lowered = said();
        type("atOnce", "8");
        final String raised = said();
        type("atOnce", "0");
        final String none = said();
        type("atOnce", "");
        type("starts", "5");
        type("message", "We have few licences");
        final String rate = said();
        type("atOnce", "3");
        final List<String> faults = browser.accessibilityViolations();
        browser.evaluate("document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('.limit').innerText.includes('set by an operator')");

        assertThat(use).contains("default of the code", "6 of 6 run", "3 kept back until one ends, the oldest for");
        assertThat(unchanged).isEqualTo("It takes the place of the default of the code, and holds over deployments.");
        assertThat(lowered)
                .startsWith(
                        "Lowers from 6 to 3 at once. 6 run now: nothing is stopped; the next one starts when fewer than"
                                + " 3 run.");
        assertThat(raised)
                .startsWith("Raises from 6 to 8 at once. 6 run now, so that 2 more may start at once. It keeps back 3,"
                        + " which start in their order.");
        assertThat(none)
                .startsWith(
                        "Lowers from 6 to 0 at once. 6 run now: nothing is stopped; none starts until it is raised.");
        assertThat(rate)
                .startsWith(
                        "No longer limits how many run at once; it was 6. It keeps back 3, which start in their order.")
                .contains(
                        "Lets at most 5 starts in 1 s, from the next start on.",
                        "Those who wait are told other words.");
        assertThat(faults).isEmpty();
        assertThat(store.limits())
                .extracting(LimitUse::limit)
                .containsExactly(Limit.builder("encoder")
                        .atOnce(3)
                        .starts(5, Duration.ofSeconds(1))
                        .message("We have few licences")
                        .build());
        assertThat(page.text(".limit")).contains("6 of 3 run", "We have few licences");
    }

    @Test
    void aLimitForEachKeyIsMadeAndRemoved() throws Exception {
        page.open("?view=queues");
        open("New limit");
        final String focused = browser.evaluate("document.activeElement.name").asText();
        type("name", "user:*");
        browser.evaluate("document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('dialog [role=alert]') !== null");
        final String complaint = page.text("dialog [role=alert]");
        type("atOnce", "1");
        final String said = said();
        browser.evaluate("document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('.limit') !== null");
        final String made = page.text(".limit");
        open("Remove limit user:*");
        final String removal = said();
        final List<String> faults = browser.accessibilityViolations();
        browser.evaluate("document.querySelector('dialog .danger').click()");
        browser.await("document.querySelector('.limit') === null");

        assertThat(focused).isEqualTo("name");
        assertThat(complaint).contains("Give a number that may run at once, or a number of starts in a period");
        assertThat(said)
                .isEqualTo("Limits to 1 at once. What runs goes on, and counts: the next one of a key starts when fewer"
                        + " than 1 of it run.");
        assertThat(made)
                .contains("user:*", "for each of its keys at most 1 at once", "none runs", "nobody waits for it");
        assertThat(removal).startsWith("It keeps nothing back now.");
        assertThat(faults).isEmpty();
        assertThat(store.limits()).isEmpty();
    }

    @Test
    void anOwnerIsPausedByNameAndResumed() throws Exception {
        page.open("?view=queues");
        open("Pause an owner or limit key");
        type("name", "ann");
        type("reason", "They have not paid");
        final List<String> faults = browser.accessibilityViolations();
        browser.evaluate("document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('.reason')?.textContent === 'They have not paid'");
        final List<Pause> pauses = store.pauses();
        browser.evaluate("document.querySelector('[aria-label=\"Resume owner ann\"]').click()");
        browser.await("document.querySelector('.reason') === null");

        assertThat(faults).isEmpty();
        assertThat(pauses).extracting(Pause::target).containsExactly(PauseTarget.owner("ann"));
        assertThat(store.pauses()).isEmpty();
    }

    @Test
    void theKeyOfALimitIsPausedBesideIt() throws Exception {
        store.setLimit(Limit.atOnce("encoder", 2));
        page.open("?view=queues");
        open("Pause limit key encoder");
        type("reason", "The licence server is down");
        browser.evaluate("document.querySelector('dialog form').requestSubmit()");
        browser.await("document.querySelector('.limit .reason') !== null");

        assertThat(store.pauses()).extracting(Pause::target).containsExactly(PauseTarget.limitKey("encoder"));
        assertThat(page.text(".limit")).contains("Paused", "The licence server is down");
    }

    private long pending() {
        return store.list(JobQuery.all().withPageSize(1_000)).stream()
                .map(Job::status)
                .filter(JobStatus.PENDING::equals)
                .count();
    }
}
