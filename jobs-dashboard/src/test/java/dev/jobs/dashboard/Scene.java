package dev.jobs.dashboard;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Stage;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.RunningChildren;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A store in which much goes on, as an operator would find it: an hour of history, jobs that wait, run, are being stopped and have
 * ended in every way, a type that nobody handles, a queue that is paused, limits that keep jobs back and a handler that does not stop.
 */
final class Scene {
    /** An error of which every part would run, if it were not shown as text. */
    static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    static final String HOSTILE_JSON = "{\"text\":\"</script>" + HOSTILE.replace("\"", "'") + "\"}";

    static final JobRequest HOSTILE_JOB = JobRequest.builder(HOSTILE, HOSTILE_JSON)
            .queue("evil'\"><b>")
            .owner("javascript:window.hacked=1 " + HOSTILE)
            .idempotencyKey(HOSTILE)
            .limitKeys(HOSTILE)
            .stages(List.of(new Stage("s1", HOSTILE, 1)))
            .attribute("<b onclick=window.hacked=1>", HOSTILE)
            .build();

    private static final List<Stage> STAGES = List.of(
            new Stage("validating", "validating", 1),
            new Stage("decoding", "decoding", 2),
            new Stage("measuring", "measuring loudness", 4));
    private static final String[] OWNERS = {"ada@example.org", "grace@example.org", "linus@example.org"};
    private static final int MINUTES = 58;

    final JobStore store;
    final TestClock clock;
    JobId running = JobId.random();
    JobId failed = JobId.random();
    JobId waiting = JobId.random();
    JobId cancelled = JobId.random();
    JobId complete = JobId.random();

    private final TestWorker audio;
    private int submitted;

    private Scene(final JobStore store, final TestClock clock) {
        this.store = store;
        this.clock = clock;
        this.audio = new TestWorker(store, "audio-7f9c", 6, Set.of("ingest", "preview", "save"), "default");
    }

    static Scene busy(final JobStore store, final TestClock clock) {
        final Scene scene = new Scene(store, clock);
        scene.hourOfHistory();
        scene.now();
        return scene;
    }

    private JobRequest.Builder request(final String type) {
        return JobRequest.builder(type, "{\"file\":\"take-" + submitted + ".wav\",\"id\":12345678901234567890}")
                .owner(OWNERS[submitted++ % OWNERS.length])
                .stages(STAGES)
                .attribute("tenant", "studio-" + submitted % 4);
    }

    private JobId submit(final JobRequest.Builder request) {
        return store.submit(request.build());
    }

    private void hourOfHistory() {
        for (int minute = 0; minute < MINUTES; minute++) {
            final int jobs = 3 + (minute * 7) % 5 + (minute > 30 && minute < 40 ? 6 : 0);
            for (int i = 0; i < jobs; i++) {
                submit(request(i % 3 == 0 ? "preview" : i % 3 == 1 ? "ingest" : "save"));
            }
            for (int i = 0; i < jobs; i++) {
                clock.forward(Duration.ofMillis(900 + 170L * ((minute * 3 + i) % 11)));
                final ClaimedJob job = audio.claim().orElseThrow();
                clock.forward(Duration.ofMillis(1_200 + 430L * ((minute + 5 * i) % 7)));
                if ((minute > 33 && minute < 37 && i % 3 == 0) || (minute == 50 && i == 0)) {
                    audio.fail(job, i == 0 ? "The object store answered 503\nSlow down" : "No space left on device");
                } else {
                    audio.complete(job, "{\"loudness\":-16.2}");
                }
            }
            clock.forward(Duration.ofSeconds(Math.max(1, 60 - 4L * jobs)));
        }
        audio.heartbeat();
    }

    private void now() {
        ended();
        runningNow();
        waitingNow();
    }

    private void ended() {
        complete = submit(request("ingest").idempotencyKey("upload-4711"));
        final ClaimedJob first = audio.claim().orElseThrow();
        audio.log(first, "Read 41.2 s, 48,000 Hz, stereo");
        clock.forward(Duration.ofSeconds(2));
        audio.failAndTryAgain(first, "The object store answered 503\nSlow down", Duration.ofSeconds(1));
        clock.forward(Duration.ofSeconds(2));
        final ClaimedJob second = audio.claim().orElseThrow();
        audio.reach(second, 2, 60, 1);
        clock.forward(Duration.ofSeconds(3));
        audio.complete(second, "{\"loudness\":-16.2,\"peak\":-1.0,\"bytes\":12345678901234567890}");
        failed = submit(request("save"));
        final ClaimedJob bad = audio.claim().orElseThrow();
        audio.reach(bad, 1, 35, 1);
        clock.forward(Duration.ofSeconds(4));
        audio.fail(bad, "No space left on device\n\tat write (disk.c:41)");
        cancelled = submit(request("ingest"));
        final ClaimedJob stopped = audio.claim().orElseThrow();
        clock.forward(Duration.ofSeconds(5));
        store.cancel(cancelled);
        clock.forward(Duration.ofMillis(400));
        audio.release(stopped);
    }

    private void runningNow() {
        running = submit(request("ingest"));
        submit(request("preview"));
        submit(request("save"));
        submit(request("ingest"));
        final ClaimedJob first = audio.claim().orElseThrow();
        audio.reach(first, 2, 42, 7);
        audio.log(first, "Read 312.0 s, 48,000 Hz, stereo", "Decoded 14,976,000 frames", "Measuring in 8 blocks");
        audio.tellOf(
                first,
                RunningChildren.of(List.of(
                        new RunningChildren.Child(48_213, "ffmpeg", Duration.ofSeconds(8)),
                        new RunningChildren.Child(48_214, "loudness", Duration.ofSeconds(1)))));
        final ClaimedJob second = audio.claim().orElseThrow();
        audio.reach(second, 0, 0, 1);
        final ClaimedJob third = audio.claim().orElseThrow();
        audio.reach(third, 1, 80, 3);
        store.cancel(third.job().id());
        final ClaimedJob fourth = audio.claim().orElseThrow();
        audio.reach(fourth, 1, 12, 2);
        store.cancel(fourth.job().id());
        clock.forward(Duration.ofSeconds(38));
        audio.getStuck(fourth);
        new TestWorker(store, "audio-b21d", 6, Set.of("ingest", "preview", "save"), "default");
    }

    private void waitingNow() {
        for (int i = 0; i < 5; i++) {
            waiting = submit(request(i % 2 == 0 ? "ingest" : "save"));
        }
        submit(request("ingest").delay(Duration.ofHours(2)));
        store.pause(PauseRequest.builder(PauseTarget.queue("bulk"))
                .reason("The archive is being moved until eleven")
                .lasting(Duration.ofHours(1))
                .build());
        for (int i = 0; i < 12; i++) {
            submit(request("archive").queue("bulk"));
        }
        new TestWorker(store, "archive-0", 2, Set.of("archive"), "bulk");
        submit(request("thumbnail"));
        clock.forward(Duration.ofSeconds(95));
        audio.heartbeat();
        limitedNow();
        clock.forward(Duration.ofSeconds(3));
    }

    /** An encoder's licence for three, an API that is called ten times a second, and one export at once for each user. */
    private void limitedNow() {
        store.setDefaultLimit(Limit.builder("encoder")
                .atOnce(3)
                .message("We have three licences of the encoder")
                .build());
        store.setDefaultLimit(
                Limit.builder("partner-api").starts(10, Duration.ofSeconds(1)).build());
        store.setLimit(Limit.builder("user:*")
                .atOnce(1)
                .rate(new StartRate(100, Duration.ofHours(1), 20))
                .build());
        store.pause(PauseRequest.builder(PauseTarget.owner("trial@example.org"))
                .reason("Their contract has ended")
                .build());
        final TestWorker partners =
                new TestWorker(store, "partners-0", 12, Set.of("encode", "call", "export"), "partners");
        for (int i = 0; i < 8; i++) {
            limited("encode", "encoder");
            limited("call", "partner-api");
            limited("export", "user:" + OWNERS[i % OWNERS.length]);
        }
        clock.forward(Duration.ofSeconds(70));
        while (partners.claim().isPresent()) {
            clock.forward(Duration.ofMillis(2));
        }
    }

    private void limited(final String type, final String key) {
        submit(JobRequest.builder(type, "{}").queue("partners").limitKeys(key));
    }
}
