package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.Job;
import dev.jobs.JobId;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinksTest extends InEveryContainer {
    LinksTest(final Container container) {
        super(container);
    }

    @Test
    void aJobLinksToItselfAndItsCancel() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final JsonNode links = http.get("/jobs/" + id + "/").json().get("links");

        assertThat(links.get("self").asText()).isEqualTo("/jobs/" + id);
        assertThat(http.post(links.get("cancel").asText()).status()).isEqualTo(200);
    }

    @Test
    void aJobThatHasEndedOffersNoCancel() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        watched.store().cancel(id);

        final JsonNode links = http.get("/jobs/" + id).json().get("links");

        assertThat(links.has("cancel")).isFalse();
        assertThat(links.has("self")).isTrue();
    }

    @Test
    void whoMayOnlySeeIsOfferedNoCancel() throws Exception {
        final Http http = serve(new JobAccess() {
            @Override
            public boolean mayView(final HttpServletRequest request, final Job job) {
                return true;
            }

            @Override
            public boolean mayCancel(final HttpServletRequest request, final Job job) {
                return false;
            }
        });
        final JobId id = submit();

        assertThat(http.get("/jobs/" + id).json().get("links").has("cancel")).isFalse();
        assertThat(http.get("/jobs?ids=" + id).json().at("/jobs/0/links").has("cancel"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/tenant, /tenant",
        "/tenant/, /tenant",
        "/a/b, /a/b",
        "'/outer, /inner', /outer/inner",
        "/, ''",
        "//evil.example, ''",
        "https://evil.example, ''",
        "/a\"b, ''",
        "'', ''"
    })
    void aProxysPrefixStandsBeforeEveryPath(final String sent, final String prefix) throws Exception {
        final Http http = serve(Deployment.of(new JobsServlet(watched.store(), JobAccess.anyoneWhoKnowsTheId()))
                .at("/my app", "/jobs/*"));
        final JobId id = submit();

        final JsonNode links = http.get("/my%20app/jobs/" + id, "X-Forwarded-Prefix", sent)
                .json()
                .get("links");

        assertThat(links.get("self").asText()).isEqualTo(prefix + "/my%20app/jobs/" + id);
        assertThat(links.get("cancel").asText()).isEqualTo(prefix + "/my%20app/jobs/" + id + "/cancel");
    }
}
