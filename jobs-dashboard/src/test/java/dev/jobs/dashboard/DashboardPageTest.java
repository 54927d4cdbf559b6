package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.PageCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page docs/dashboard.md: its code is compiled and run here, and it names every right. */
class DashboardPageTest {
    private static final Path PAGE = Path.of("../docs/dashboard.md");

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "access", "audit", "options"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        PageCode.assertShown(PAGE, Path.of("src/test/java/dev/jobs/dashboard/PageExample.java"), part);
    }

    @ParameterizedTest
    @EnumSource(DashboardRight.class)
    void thePageNamesEveryRight(final DashboardRight right) throws IOException {
        assertThat(Files.readString(PAGE)).contains("| `" + right.name() + "` |");
    }

    @Test
    void theDashboardsOfThePageAreClosedToThoseWithoutARole() {
        try (JobStore store = new MemoryJobStore();
                DashboardServer one = DashboardServer.start(PageExample.dashboard(store));
                DashboardServer all = DashboardServer.start(PageExample.withAll(store))) {
            store.submit(JobRequest.builder("payout", "{}").build());

            assertThat(Http.get(one.uri("/")).statusCode()).isEqualTo(404);
            assertThat(Http.get(all.uri("/api/jobs")).statusCode()).isEqualTo(404);
        }
    }
}
