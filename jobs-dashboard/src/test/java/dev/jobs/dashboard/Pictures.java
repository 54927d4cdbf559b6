package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.browser.Browser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pictures of pages that tests leave in the build directory: light and dark, on a phone and on a desk, from top to bottom. Each
 * page has to fit into its width, and the checker of accessibility finds nothing in it.
 */
final class Pictures {
    private static final int HEIGHT = 1_100;
    private static final int LARGEST_HEIGHT = 5_000;
    private static final Path DIRECTORY = Path.of("target/pictures");

    private final DashboardPage page;
    private final Browser browser;

    Pictures(final DashboardPage page) {
        this.page = page;
        this.browser = page.browser();
    }

    /**
     * The looks that a page has.
     *
     * @param isChecked true if the checker looks at it: each colour and each width once
     */
    private record Look(String scheme, int width, boolean isChecked) {
        private static final List<Look> ALL = List.of(
                new Look("light", 390, true),
                new Look("dark", 390, false),
                new Look("light", 1_440, false),
                new Look("dark", 1_440, true));
    }

    /** The addresses of the pages, with one for each of these jobs, by the names of their pictures. */
    static Map<String, String> pages(final Map<String, JobId> jobs) {
        final Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "");
        pages.put("jobs", "?view=jobs");
        pages.put("failures", "?view=failures");
        pages.put("workers", "?view=workers");
        pages.put("queues", "?view=queues");
        jobs.forEach((name, id) -> pages.put("job-" + name, "?view=job&id=" + id));
        return pages;
    }

    /** Of all pages in this state of the store, with one for each of these jobs. */
    void ofPages(final String state, final Map<String, JobId> jobs) throws Exception {
        final List<String> faults = new ArrayList<>();
        for (final Map.Entry<String, String> one : pages(jobs).entrySet()) {
            page.open(one.getValue());
            faults.addAll(faultsOf(state + "-" + one.getKey()));
        }
        assertThat(faults).isEmpty();
    }

    /** Of the page that is open, as it is. */
    void ofWhatIsShown(final String name) throws Exception {
        assertThat(faultsOf(name)).isEmpty();
    }

    private List<String> faultsOf(final String name) throws Exception {
        final List<String> faults = new ArrayList<>();
        for (final Look look : Look.ALL) {
            final String picture = name + "-" + look.scheme() + "-" + look.width();
            take(picture, look);
            if (!browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                    .asBoolean()) {
                faults.add(picture + " does not fit in");
            }
            if (look.isChecked()) {
                browser.accessibilityViolations().forEach(violation -> faults.add(picture + ": " + violation));
            }
        }
        return faults;
    }

    private void take(final String picture, final Look look) throws Exception {
        browser.emulate(look.scheme(), look.width(), HEIGHT);
        final int height =
                browser.evaluate("document.documentElement.scrollHeight").asInt();
        browser.emulate(look.scheme(), look.width(), Math.min(Math.max(HEIGHT, height), LARGEST_HEIGHT));
        browser.screenshot(Files.createDirectories(DIRECTORY).resolve(picture + ".png"));
        browser.emulate(look.scheme(), look.width(), HEIGHT);
    }
}
