package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Stage;
import dev.jobs.browser.Browser;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.RunningChildren;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The pages in a real browser, of a store whose texts would run as scripts, or are as long as a store takes them. */
class HostileTextsIT extends DashboardInBrowser<MemoryJobStore> {
    private static final String NOTHING_RAN =
            "window.hacked === undefined && !document.querySelector('main img, main script, main b, dialog img')";
    private static final int LONGEST_NAME = 200;

    private final Pictures pictures = new Pictures(page);

    HostileTextsIT(final Browser browser) {
        super(browser, clock -> new MemoryJobStore(clock, clock::nanos));
    }

    @Test
    void noStoredTextRunsOnAnyPage() throws Exception {
        final JobId complete = store.submit(Scene.HOSTILE_JOB);
        final TestWorker worker =
                new TestWorker(store, Scene.HOSTILE, 2, Set.of(Scene.HOSTILE), Scene.HOSTILE_JOB.queue());
        worker.complete(worker.claim().orElseThrow(), Scene.HOSTILE_JSON);
        final JobId running = store.submit(JobRequest.builder(Scene.HOSTILE, "{}")
                .queue(Scene.HOSTILE_JOB.queue())
                .stages(Scene.HOSTILE_JOB.stages())
                .build());
        final ClaimedJob first = worker.claim().orElseThrow();
        worker.reach(first, 0, 50, 1);
        worker.log(first, Scene.HOSTILE);
        worker.tellOf(
                first,
                new RunningChildren(3, List.of(new RunningChildren.Child(1, Scene.HOSTILE, Duration.ofSeconds(3)))));
        final JobId failed = store.submit(JobRequest.builder(Scene.HOSTILE, "{}")
                .queue(Scene.HOSTILE_JOB.queue())
                .maxAttempts(1)
                .build());
        worker.fail(worker.claim().orElseThrow(), Scene.HOSTILE);
        for (final PauseTarget target : List.of(
                PauseTarget.queue(Scene.HOSTILE_JOB.queue()),
                PauseTarget.owner(Scene.HOSTILE),
                PauseTarget.limitKey(Scene.HOSTILE),
                PauseTarget.limitKey("other " + Scene.HOSTILE))) {
            store.pause(PauseRequest.builder(target).reason(Scene.HOSTILE).build());
        }
        store.setLimit(
                Limit.builder(Scene.HOSTILE).atOnce(0).message(Scene.HOSTILE).build());
        final JobId waiting = store.submit(JobRequest.builder(Scene.HOSTILE, "{}")
                .queue(Scene.HOSTILE_JOB.queue())
                .build());
        store.setLimit(Limit.builder("full " + Scene.HOSTILE)
                .atOnce(0)
                .message(Scene.HOSTILE)
                .build());
        final JobId limited = store.submit(JobRequest.builder(Scene.HOSTILE, "{}")
                .queue("another")
                .limitKeys("full " + Scene.HOSTILE)
                .build());
        new TestWorker(store, Scene.HOSTILE, 2, Set.of(Scene.HOSTILE), "another").claim();
        final Map<String, JobId> jobs = new LinkedHashMap<>();
        jobs.put("running", running);
        jobs.put("failed", failed);
        jobs.put("waiting", waiting);
        jobs.put("limited", limited);

        pictures.ofPages("hostile", jobs);
        final String reason = page.text(".notice.wait");
        page.open("?view=job&id=" + running);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelectorAll('.lines > div').length === 1");
        final String line = page.text(".lines");
        final String processes = page.text("[aria-label=\"Child processes\"]");
        page.open("?view=job&id=" + complete);
        page.click("Reveal");
        browser.await("document.querySelectorAll('pre.json').length === 2");
        pictures.ofWhatIsShown("hostile-revealed");
        final String shown = page.text("main");
        final boolean isText = browser.evaluate(NOTHING_RAN).asBoolean();
        page.open("?view=queues");
        page.click("Pause type");
        browser.await("document.getElementById('dialog').open");
        final String title = page.text("#dialog-title");
        page.open("?view=queues");
        page.click("Edit limit");
        browser.await("document.getElementById('dialog').open");
        final String limit = page.text(".limit") + page.text("#dialog-title");
        page.open("?view=job&id=" + limited);
        final String limitsWords = page.text(".notice.wait");

        assertThat(limit).contains(Scene.HOSTILE, Scene.HOSTILE, "Limit " + Scene.HOSTILE);
        assertThat(limitsWords).contains(Scene.HOSTILE, "See the limit");
        assertThat(reason).contains(Scene.HOSTILE);
        assertThat(line).contains(Scene.HOSTILE);
        assertThat(processes).contains(Scene.HOSTILE, "and 2 more");
        assertThat(shown).contains("</script>", "<b onclick=window.hacked=1>", Scene.HOSTILE);
        assertThat(title).contains(Scene.HOSTILE);
        assertThat(isText).isTrue();
        assertThat(browser.evaluate(NOTHING_RAN).asBoolean()).isTrue();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private static String longest(final String begin) {
        return begin + "-" + "x".repeat(LONGEST_NAME - begin.length() - 1);
    }

    @Test
    void theLongestNamesFitInEverywhere() throws Exception {
        final String type = longest("type");
        final String queue = longest("queue");
        final JobRequest.Builder request = JobRequest.builder(type, "{}")
                .queue(queue)
                .owner(longest("owner"))
                .maxAttempts(1)
                .stages(List.of(
                        new Stage(longest("1"), longest("first"), 1),
                        new Stage(longest("2"), longest("second"), 1),
                        new Stage(longest("3"), longest("third"), 1)))
                .attribute("name-" + "x".repeat(90), "x".repeat(1_000));
        final TestWorker worker = new TestWorker(store, longest("worker"), 3, Set.of(type), queue);
        final JobId failed = store.submit(request.build());
        worker.fail(worker.claim().orElseThrow(), "x".repeat(1_500));
        final JobId running =
                store.submit(request.idempotencyKey(longest("key")).build());
        final ClaimedJob claimed = worker.claim().orElseThrow();
        worker.reach(claimed, 1, 50, 1);
        worker.log(claimed, "x".repeat(2_000));
        worker.tellOf(
                claimed,
                RunningChildren.of(List.of(new RunningChildren.Child(
                        4_194_304, "x".repeat(RunningChildren.Child.MAX_COMMAND), Duration.ofDays(3)))));
        store.setLimit(Limit.builder(longest("limit"))
                .atOnce(0)
                .message("x".repeat(400))
                .build());
        for (final PauseTarget target :
                List.of(PauseTarget.queue(queue), PauseTarget.type(type), PauseTarget.owner(longest("owner")))) {
            store.pause(PauseRequest.builder(target)
                    .reason("x".repeat(PauseRequest.MAX_REASON))
                    .build());
        }
        final JobId waiting = store.submit(request.idempotencyKey(longest("other"))
                .limitKeys(longest("limit"))
                .build());
        clock.forward(Duration.ofHours(20));
        worker.heartbeat();
        final Map<String, JobId> jobs = new LinkedHashMap<>();
        jobs.put("running", running);
        jobs.put("failed", failed);
        jobs.put("waiting", waiting);

        pictures.ofPages("long", jobs);
        page.open("?view=job&id=" + running);
        browser.evaluate("document.querySelector('details.log').open = true");
        browser.await("document.querySelectorAll('.lines > div').length === 1");
        page.click("Reveal");
        browser.await("document.querySelectorAll('pre.json').length === 1");
        pictures.ofWhatIsShown("long-revealed");
        page.open("?view=queues");
        page.click("Edit limit");
        browser.await("document.getElementById('dialog').open");
        pictures.ofWhatIsShown("long-dialog");

        assertThat(browser.consoleErrors()).isEmpty();
    }
}
