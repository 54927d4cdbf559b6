package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every parameter of every endpoint with every value that makes no sense, on every store: refused in words. */
final class ParametersIT {
    private static final String ID = JobId.random().toString();
    private static Optional<EmbeddedPostgres> postgres = Optional.empty();

    private enum Store {
        MEMORY {
            @Override
            String url() {
                return "memory:";
            }
        },
        H2 {
            @Override
            String url() {
                return "jdbc:h2:mem:" + UUID.randomUUID();
            }
        },
        POSTGRESQL {
            @Override
            String url() {
                return "jdbc:postgresql://127.0.0.1:" + postgres.orElseThrow().getPort()
                        + "/postgres?user=postgres&sslmode=disable";
            }
        };

        abstract String url();
    }

    /**
     * One parameter.
     *
     * @param path where it is one, with the question mark and what else has to be there
     * @param good a value of it
     * @param most how many values it has at most
     */
    private record Parameter(String path, String name, String good, int most) {
        List<String> bad() {
            final List<String> bad = new ArrayList<>(List.of(
                    "",
                    "=",
                    "=%20",
                    "=%09",
                    "=%00",
                    "=" + good + "%00",
                    "=%0A",
                    "=%C2%85",
                    "=%zz",
                    "=%",
                    "=" + good + "," + good,
                    "=" + good + "&" + name + "=" + good,
                    "=" + good + ",",
                    "=," + good,
                    "=" + String.join(",", Collections.nCopies(most + 1, good)),
                    "=" + distinct(most + 1)));
            // An id that is none names no job; it is not refused.
            if (!name.equals("ids")) {
                bad.add("=" + "x".repeat(5_000));
                bad.add("=" + "1".repeat(5_000));
            }
            return bad.stream().map(value -> path + name + value).toList();
        }

        private static String distinct(final int values) {
            return String.join(
                    ",", IntStream.range(0, values).mapToObj(Integer::toString).toList());
        }
    }

    private static List<Parameter> parameters() {
        return List.of(
                new Parameter("/jobs/{id}?", "wait", "5", 1),
                new Parameter("/jobs/{id}?x=%zz&", "wait", "5", 1),
                new Parameter("/jobs?", "ids", ID, 100),
                new Parameter("/jobs?", "status", "pending", 5),
                new Parameter("/jobs?status=pending&", "type", "ingest", 100),
                new Parameter("/jobs?", "pageSize", "5", 1),
                new Parameter("/jobs?pageSize=5&", "pageToken", PageToken.after(JobId.random()), 1));
    }

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = Optional.of(EmbeddedPostgres.start());
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.orElseThrow().close();
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void whatMakesNoSenseIsRefusedInWords(final Store kind) throws Exception {
        withServer(kind, (http, id) -> {
            for (final Parameter parameter : parameters()) {
                for (final String bad : parameter.bad()) {
                    final Answer answer = http.sendRaw("GET " + bad.replace("{id}", id) + " HTTP/1.1", "X-User: ada");
                    // Tomcat and Jetty refuse some encodings themselves.
                    assertThat(answer.status()).as(bad).isEqualTo(400);
                    assertThat(answer.body()).as(bad).doesNotContain("Exception", "java.");
                    if (answer.header("Content-Type")
                            .filter(type -> type.startsWith("application/json"))
                            .isPresent()) {
                        assertThat(answer.json().get("error").asText()).as(bad).contains(" ");
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void whatMakesSenseIsAnswered(final Store kind) throws Exception {
        withServer(kind, (http, id) -> {
            for (final Parameter parameter : parameters()) {
                final String good = parameter.path() + parameter.name() + "=" + parameter.good();
                assertThat(http.sendRaw("GET " + good.replace("{id}", id) + " HTTP/1.1", "X-User: ada")
                                .status())
                        .as(good)
                        .isEqualTo(200);
            }
        });
    }

    @Test
    void aQueryOfVeryManyParametersIsRefused() throws Exception {
        withServer(Store.MEMORY, (http, id) -> {
            final String many = String.join("&", Collections.nCopies(201, "x"));
            for (final String path : List.of("/jobs", "/jobs/" + id)) {
                assertThat(http.sendRaw("GET " + path + "?" + many + " HTTP/1.1", "X-User: ada")
                                .status())
                        .isEqualTo(400);
            }
        });
    }

    private interface Trial {
        void run(Http http, String id) throws Exception;
    }

    private static void withServer(final Store kind, final Trial trial) throws Exception {
        try (JobStore store = JobStores.open(kind.url())) {
            final JobId id =
                    store.submit(JobRequest.builder("ingest", "{}").owner("ada").build());
            final JobAccess access = InEveryContainer.OWNED;
            final TestServer server = Container.JETTY.start(Deployment.of(JobsServlet.builder(store, access)
                    .listFor(request -> Optional.ofNullable(request.getHeader("X-User")))
                    .build()));
            try {
                trial.run(new Http(server.port()), id.toString().toLowerCase(Locale.ROOT));
            } finally {
                server.stop();
            }
        }
    }
}
