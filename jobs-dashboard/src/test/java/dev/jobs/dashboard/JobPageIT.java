package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.browser.Browser;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The way of a job as its page tells it, and where its page leads. */
class JobPageIT extends DashboardInBrowser<MemoryJobStore> {
    private final Pictures pictures = new Pictures(page);

    JobPageIT(final Browser browser) {
        super(browser, clock -> new MemoryJobStore(clock, clock::nanos));
    }

    /** Opens the page of a job, and waits until its timeline says this: what others were shown of it a moment ago is shared. */
    private void awaitTimeline(final JobId id, final String pattern) throws Exception {
        page.open("?view=job&id=" + id);
        browser.await("/" + pattern + "/.test(document.querySelector('.timeline').innerText)");
    }

    private TestWorker worker() {
        return new TestWorker(store, "audio-7f9c", 2, Set.of("ingest"), "default");
    }

    @Test
    void theTimelineTellsForHowLongAndWhyAJobWaitsAndHasWaited() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        clock.forward(Duration.ofSeconds(80));

        awaitTimeline(id, "Waits for 1 min 2\\d s so far: no live worker handles it");
        final TestWorker worker = worker();
        final ClaimedJob first = worker.claim().orElseThrow();
        clock.forward(Duration.ofSeconds(20));
        worker.failAndTryAgain(first, "No space left on device", Duration.ofSeconds(30));
        clock.forward(Duration.ofSeconds(12));
        awaitTimeline(
                id,
                "Attempt 1 started after it had waited for 1 min 20 s and failed after 20 s on audio-7f9c"
                        + "[^]*Waits for 1\\d s so far: it is tried again after a pause");
        clock.forward(Duration.ofSeconds(33));
        assertThat(worker.claim()).isPresent();
        awaitTimeline(id, "Attempt 2 started 45 s after the one before on audio-7f9c");
    }

    @Test
    void theEndOfAPauseIsWhenItsJobIsExpectedToStart() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        worker();
        store.pause(PauseRequest.builder(PauseTarget.queue("default"))
                .lasting(Duration.ofHours(2))
                .build());

        page.open("?view=job&id=" + id);
        browser.await(
                "/Paused, ends in [^]*It is expected to start in (2 h|1 h 5\\d min)/.test(document.body.innerText)");
    }

    @Test
    void theWaitOfADelayedJobBeginsWhenItIsDue() throws Exception {
        final JobId id = store.submit(
                JobRequest.builder("ingest", "{}").delay(Duration.ofHours(2)).build());
        final TestWorker worker = worker();
        clock.forward(Duration.ofHours(1));

        awaitTimeline(id, "Waits for 1 h so far: it is not due yet");
        clock.forward(Duration.ofMinutes(61));
        worker.heartbeat();
        assertThat(worker.claim()).isPresent();
        awaitTimeline(id, "Attempt 1 started after it had waited for 1 min until somebody was free on audio-7f9c");
    }

    @Test
    void theTimelineTellsWhyAStartedJobHadWaited() throws Exception {
        store.setLimit(Limit.builder("ffmpeg").atOnce(1).build());
        final List<JobId> ids = store.submit(Collections.nCopies(
                3, JobRequest.builder("ingest", "{}").limitKeys("ffmpeg").build()));
        final TestWorker worker = worker();
        final ClaimedJob first = worker.claim().orElseThrow();
        assertThat(worker.claim()).isEmpty();
        clock.forward(Duration.ofSeconds(12));
        worker.complete(first, "1");
        final ClaimedJob second = worker.claim().orElseThrow();
        awaitTimeline(
                ids.get(1),
                "Attempt 1 started after it had waited for 12 s on audio-7f9c[^]*Last reason for the wait: limit ffmpeg was full until another job ended");
        assertThat(browser.evaluate("document.querySelector('.timeline a[href*=\"view=job&\"]').getAttribute('href')")
                        .asText())
                .endsWith("id=" + ids.get(0));
        pictures.ofWhatIsShown("timeline-limit");

        store.pause(PauseRequest.builder(PauseTarget.queue("default"))
                .reason("The disk is full.")
                .build());
        clock.forward(Duration.ofSeconds(20));
        worker.complete(second, "1");
        clock.forward(Duration.ofSeconds(1));
        store.resume(PauseTarget.queue("default"));
        final ClaimedJob third = worker.claim().orElseThrow();
        worker.complete(third, "1");
        awaitTimeline(
                ids.get(2),
                "Attempt 1 started after it had waited for 33 s[^]*Last reason for the wait: queue default was paused: “The disk is full.”");
        pictures.ofWhatIsShown("timeline-pause");

        final JobId free = store.submit(JobRequest.builder("ingest", "{}").build());
        clock.forward(Duration.ofSeconds(5));
        assertThat(worker.claim()).isPresent();
        awaitTimeline(free, "Attempt 1 started after it had waited for 5.0 s until somebody was free");
    }

    @Test
    void theTimelineOfAJobThatARateKeptBackNamesIt() throws Exception {
        store.setLimit(Limit.builder("partner-api/with-a-long-name-of-its-own-for-billing@example.org")
                .starts(1, Duration.ofMinutes(1))
                .build());
        final List<JobId> ids = store.submit(Collections.nCopies(
                2,
                JobRequest.builder("ingest", "{}")
                        .owner("ada@example.org")
                        .limitKeys("partner-api/with-a-long-name-of-its-own-for-billing@example.org")
                        .build()));
        final TestWorker worker = worker();
        worker.complete(worker.claim().orElseThrow(), "1");
        assertThat(worker.claim()).isEmpty();
        clock.forward(Duration.ofSeconds(61));
        worker.heartbeat();
        assertThat(worker.claim()).isPresent();

        awaitTimeline(
                ids.get(1),
                "Attempt 1 started after it had waited for 1 min 1 s on audio-7f9c[^]*Last reason for the wait: the rate of partner-api[^ ]+ allowed no start");
        pictures.ofWhatIsShown("timeline-rate");
    }

    @Test
    void theTimelineOfACancelledJobTellsWhenItWasToldToStopAndHowLongThatTook() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claim().orElseThrow();
        clock.forward(Duration.ofSeconds(40));
        store.cancel(id);
        clock.forward(Duration.ofSeconds(7));

        awaitTimeline(id, "Attempt 1 started at once on audio-7f9c[^]*Cancelled: its work is being stopped");
        worker.release(claimed);
        clock.forward(Duration.ofSeconds(13));
        awaitTimeline(
                id,
                "was stopped after 47 s on audio-7f9c[^]*Cancelled: its work was told to stop\\s+(\\d+ s|1 min[^,]*) ago"
                        + "[^]*The stop took 7.0 s, and its work was seen to end: the release is confirmed");
        pictures.ofWhatIsShown("timeline-stopped");
    }

    @Test
    void theTimelineOfAJobThatWasCancelledBeforeItRanTellsOfNoWork() throws Exception {
        final JobId waiting = store.submit(JobRequest.builder("ingest", "{}").build());
        store.cancel(waiting);

        awaitTimeline(waiting, "Submitted[^]*Cancelled while it waited");
        assertThat(page.text(".timeline")).doesNotContain("release", "Attempt");

        final JobId declined = store.submit(JobRequest.builder("ingest", "{}").build());
        final ClaimedJob claimed = worker().claim().orElseThrow();
        store.report(List.of(Report.declined(claimed.lease(), Duration.ofHours(1))));
        store.cancel(declined);

        awaitTimeline(declined, "Submitted[^]*Cancelled while it waited");
        assertThat(page.text(".timeline")).doesNotContain("release", "Attempt");
    }

    @Test
    void theProgressOfAJobThatNamesNoStageIsShown() throws Exception {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        final ClaimedJob claimed = worker().claim().orElseThrow();
        store.report(List.of(Report.progressed(claimed.lease(), Optional.empty(), 42)));

        awaitTimeline(id, "Progress\\s+42 %");
        page.open("?view=jobs");
        final String list = page.text(".row.job");
        page.open("?view=workers");

        assertThat(list).contains("42 %, runs for");
        assertThat(page.text(".card")).contains("42 %, runs for");
    }

    @Test
    void aJobLeadsToItsWorkerAmongOthers() throws Exception {
        for (int i = 0; i < 30; i++) {
            new TestWorker(store, "other-" + i, 1, Set.of("preview"), "default");
        }
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        assertThat(worker().claim()).isPresent();
        page.open("?view=job&id=" + id);
        browser.evaluate("document.querySelector('.facts a[href*=\"worker=\"]').click()");
        browser.await("document.querySelector('.pointed') !== null");

        assertThat(page.text(".pointed h2")).isEqualTo("audio-7f9c");
        assertThat(page.isInSight(".pointed")).isTrue();
    }
}
