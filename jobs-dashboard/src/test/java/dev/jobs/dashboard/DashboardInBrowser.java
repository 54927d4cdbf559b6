package dev.jobs.dashboard;

import dev.jobs.browser.Browser;
import dev.jobs.browser.InBrowser;
import dev.jobs.store.JobStore;
import java.net.URI;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A dashboard in a real browser, for somebody who may do everything, of a store that each test has to itself. */
@ExtendWith(InBrowser.class)
abstract class DashboardInBrowser<S extends JobStore> {
    final TestClock clock = new TestClock("2026-11-27T08:00:00Z");
    final S store;
    final Browser browser;
    final DashboardServer server;
    final DashboardPage page;

    /**
     * A dashboard that is not open yet.
     *
     * @param opening opens the store, by the test's clock if it likes
     */
    DashboardInBrowser(final Browser browser, final Function<TestClock, S> opening) {
        this.browser = browser;
        this.store = opening.apply(clock);
        this.server = DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                .build());
        this.page = new DashboardPage(browser, server);
    }

    @AfterEach
    void stop() throws Exception {
        browser.navigate(URI.create("about:blank"));
        server.close();
        store.close();
    }
}
