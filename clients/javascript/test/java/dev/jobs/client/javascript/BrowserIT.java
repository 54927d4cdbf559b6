package dev.jobs.client.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.client.javascript.TestService.Streams;
import dev.jobs.store.Lease;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client in a real browser, of the real servlet. */
@ExtendWith(InBrowser.class)
class BrowserIT {
    /** How a watch hears of changes. */
    enum Way {
        EVENTS("{}", Streams.SERVED),
        HELD_POLLS("{}", Streams.REFUSED),
        PLAIN_POLLS("{longRequests: 0}", Streams.SERVED);

        private final String clientOptions;
        private final Streams streams;

        Way(final String clientOptions, final Streams streams) {
            this.clientOptions = clientOptions;
            this.streams = streams;
        }

        /** The way that the request belongs to. */
        private static Way of(final String request) {
            if (request.contains("/events")) {
                return EVENTS;
            }
            return request.contains("wait=") ? HELD_POLLS : PLAIN_POLLS;
        }
    }

    private final Browser page;

    @TempDir
    private Path directory;

    BrowserIT(final Browser page) {
        this.page = page;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aWatchHearsOfEveryChangeThroughACutConnectionAndARestart(final Way way) throws Exception {
        try (TestService service = TestService.start(directory, way.streams)) {
            page.navigate(service.page());
            page.evaluate("window.seen = []; window.troubles = 0");
            final JobId id = service.submit();
            withClient(way.clientOptions, String.format(Locale.ROOT, """
                    for await (const answer of jobs.watch('%s', { onTrouble: () => troubles++ })) seen.push(answer);
                    window.over = true;""", id));
            page.await("seen.at(-1)?.queuePosition === 1");
            final Lease lease = service.claim();
            service.progress(lease, "reading", 10);
            page.await("seen.at(-1).progress === 10");
            service.cutConnections();
            service.progress(lease, "reading", 20);
            page.await("seen.at(-1).progress === 20");
            service.stop();
            page.await("troubles > 0");
            service.startAgain();
            service.progress(lease, "writing", 60);
            page.await("seen.at(-1).progress === 60");
            service.complete(lease, "{\"n\": 1}");
            page.await("window.over");

            final JsonNode seen = page.evaluate("seen");
            assertThat(seen.findValues("revision").stream().map(JsonNode::asInt))
                    .isSorted();
            assertThat(seen.findValues("done").stream().filter(JsonNode::asBoolean))
                    .hasSize(1);
            assertThat(seen.at("/" + (seen.size() - 1) + "/result/n").asInt()).isEqualTo(1);
            assertThat(requestsFor(service, id)).last().extracting(Way::of).isEqualTo(way);
        }
    }

    @Test
    void whoWaitsForAJobHasItsResultOrHearsWhatBecameOfIt() throws Exception {
        try (TestService service = TestService.start(directory, Streams.SERVED)) {
            page.navigate(service.page());
            page.evaluate("window.outcomes = {}");
            final JobId completed = service.submit();
            final JobId failed = service.submit();
            final JobId cancelled = service.submit();
            for (final JobId id : List.of(completed, failed, cancelled)) {
                withClient("{}", String.format(Locale.ROOT, """
                        window.outcomes['%1$s'] =
                            await jobs.waitFor('%1$s').then(({ result }) => result.n, error => error.message);
                        """, id));
            }
            page.await(
                    "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/jobs/')).length >= 3");
            service.complete(service.claim(), "{\"n\": 7}");
            service.fail(service.claim(), "The tape is torn.");
            final Lease stopping = service.claim();
            withClient("{}", String.format(Locale.ROOT, "window.cancel = await jobs.cancel('%s');", cancelled));
            page.await("window.cancel?.cancelled");
            service.release(stopping);
            page.await("Object.keys(outcomes).length === 3");

            final JsonNode outcomes = page.evaluate("outcomes");
            assertThat(outcomes.path(completed.toString()).asInt()).isEqualTo(7);
            assertThat(outcomes.path(failed.toString()).asText()).isEqualTo("The tape is torn.");
            assertThat(outcomes.path(cancelled.toString()).asText()).isEqualTo("The job was cancelled");
            assertThat(page.consoleErrors()).isEmpty();
        }
    }

    /** Runs statements in the page that may use a client {@code jobs}, without waiting for their end. */
    private void withClient(final String options, final String statements) throws Exception {
        page.evaluate("void import('/jobs-client/index.js').then(async ({ JobsClient }) => {"
                + " const jobs = new JobsClient('/jobs', " + options + "); " + statements + " })");
    }

    private static List<String> requestsFor(final TestService service, final JobId id) {
        return service.asked().stream()
                .filter(request -> request.contains(id.toString()))
                .toList();
    }
}
