package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListEndpointTest extends InEveryContainer {
    ListEndpointTest(final Container container) {
        super(container);
    }

    @Test
    void noListIsServedUnlessTheServiceSaysSo() throws Exception {
        final Http http = serve(OWNED);
        submitFor("ada");

        final Answer answer = http.get("/jobs", USER, "ada");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Job not found\"}"));
    }

    @Test
    void aCallersOwnJobsAreListedTheNewestFirst() throws Exception {
        final Http http = serveLists();
        final JobId first = submitFor("ada");
        final JobId second = submitFor("ada");
        submitFor("bob");

        final Answer answer = http.get("/jobs", USER, "ada");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("jobs"))
                .containsExactly(
                        http.get("/jobs/" + second, USER, "ada").json(),
                        http.get("/jobs/" + first, USER, "ada").json());
        assertThat(answer.json().get("nextPageToken").isNull()).isTrue();
        assertThat(answer.header("ETag")).isPresent();
    }

    @Test
    void whoMaySeeEverythingListsNoMoreThanHisOwn() throws Exception {
        final Http http = serve(Deployment.of(JobsServlet.builder(watched.store(), JobAccess.anyoneWhoKnowsTheId())
                .listFor(request -> Optional.of("ada"))
                .build()));
        final JobId own = submitFor("ada");
        submitFor("bob");
        submit();

        assertThat(ids(http, "")).containsExactly(own.toString());
    }

    @Test
    void whoIsNobodyHasNoJobs() throws Exception {
        final Http http = serveLists();
        submit();
        submitFor("ada");

        assertThat(http.get("/jobs").json().get("jobs")).isEmpty();
    }

    @Test
    void whatMayNotBeSeenIsNotListed() throws Exception {
        final Http http = serve(Deployment.of(JobsServlet.builder(
                        watched.store(), (request, job) -> job.type().equals("preview"))
                .listFor(request -> Optional.of("ada"))
                .build()));
        submitFor("ada");

        assertThat(http.get("/jobs").json().get("jobs")).isEmpty();
    }

    @Test
    void pagesShowEveryJobOnceWhileOthersComeAndGo() throws Exception {
        final Http http = serveLists();
        final List<JobId> ids = Stream.generate(() -> submitFor("ada")).limit(7).toList();
        final List<String> listed = new ArrayList<>();
        final List<Integer> sizes = new ArrayList<>();

        String token = "";
        do {
            final JsonNode page =
                    http.get("/jobs?pageSize=3" + token, USER, "ada").json();
            page.get("jobs").forEach(job -> listed.add(job.get("jobId").asText()));
            sizes.add(page.get("jobs").size());
            submitFor("ada");
            token = page.get("nextPageToken").isNull()
                    ? ""
                    : "&pageToken=" + page.get("nextPageToken").asText();
        } while (!token.isEmpty());

        final List<String> newestFirst =
                new ArrayList<>(ids.stream().map(JobId::toString).toList());
        Collections.reverse(newestFirst);
        assertThat(listed).isEqualTo(newestFirst);
        assertThat(sizes).containsExactly(3, 3, 1);
    }

    @Test
    void thereIsNoNextPageBehindOneThatIsExactlyFull() throws Exception {
        final Http http = serveLists();
        submitFor("ada");
        submitFor("ada");

        final JsonNode page = http.get("/jobs?pageSize=2", USER, "ada").json();

        assertThat(page.get("jobs")).hasSize(2);
        assertThat(page.get("nextPageToken").isNull()).isTrue();
    }

    @Test
    void aListCanBeOfSomeStatusesAndTypesOnly() throws Exception {
        final Http http = serveLists();
        final JobId cancelled = submitFor("ada");
        watched.store().cancel(cancelled);
        final JobId pending = submitFor("ada");
        final JobId preview = watched.store()
                .submit(JobRequest.builder("preview", "{}").owner("ada").build());

        assertThat(ids(http, "?status=cancelled")).containsExactly(cancelled.toString());
        assertThat(ids(http, "?status=cancelled,pending&type=ingest"))
                .containsExactly(pending.toString(), cancelled.toString());
        assertThat(ids(http, "?status=cancelled&status=pending"))
                .containsExactly(preview.toString(), pending.toString(), cancelled.toString());
        assertThat(ids(http, "?type=preview")).containsExactly(preview.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=running",
                "pageSize=0",
                "pageSize=101",
                "pageSize=x",
                "pageSize=-1",
                "pageToken=x",
                "pageToken=%20%7B",
                "pageToken=AAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatMakesNoSenseIsRefused(final String query) throws Exception {
        final Http http = serveLists();

        final Answer answer = http.get("/jobs?" + query, USER, "ada");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").isTextual()).isTrue();
    }

    @Test
    void aListIsOnlyRead() throws Exception {
        final Http http = serveLists();

        assertThat(http.post("/jobs", USER, "ada").status()).isEqualTo(405);
    }

    private List<String> ids(final Http http, final String query) {
        final List<String> ids = new ArrayList<>();
        http.get("/jobs" + query, USER, "ada")
                .json()
                .get("jobs")
                .forEach(job -> ids.add(job.get("jobId").asText()));
        return ids;
    }

    private Http serveLists() throws Exception {
        return serve(Deployment.of(JobsServlet.builder(watched.store(), OWNED)
                .listFor(request -> Optional.ofNullable(request.getHeader(USER)))
                .build()));
    }
}
