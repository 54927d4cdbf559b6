package dev.jobs.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.Job;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.json.JobJson;
import dev.jobs.dashboard.json.Json;
import dev.jobs.dashboard.read.SearchParameters;
import dev.jobs.dashboard.read.SharedAnswers;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Finds jobs: {@code GET api/jobs}, and how many an action would reach: {@code GET api/count/{action}}. */
final class SearchEndpoint {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 200;
    private static final int COUNTED_AT_ONCE = 1_000;

    private final SharedAnswers<JobSearch, FoundJobs> found;
    private final JobStore store;

    SearchEndpoint(final JobStore store, final LongSupplier ticker) {
        this.store = store;
        this.found = new SharedAnswers<>(search -> search(store, search), ticker);
    }

    Answer list(final Caller caller) {
        final int size = (int) Math.max(1, caller.parameters().number("size", PAGE, LARGEST_PAGE));
        final Optional<JobSearch> search = parametersOf(caller).search(Set.of(), size);
        final FoundJobs page = search.map(found::to).orElseGet(() -> FoundJobs.last(List.of()));
        final List<Job> seen = page.jobs().stream().filter(caller::sees).toList();
        return Answer.json(JobJson.list(seen, wireName(page.end()), page.next()));
    }

    /** A step of counting: the jobs of one page that the action would be done to. */
    Answer count(final Caller caller, final BulkAction action) {
        final FoundJobs page = page(caller, action, COUNTED_AT_ONCE);
        final long jobs = page.jobs().stream()
                .filter(job -> caller.sees(job) && caller.may(action.right(), job) && action.isFor(job))
                .count();
        return Answer.json(step(jobs, page));
    }

    /** The jobs that an action may be done to, from the cursor on. */
    FoundJobs page(final Caller caller, final BulkAction action, final int size) {
        return search(caller, action, size)
                .map(search -> search(store, search))
                .orElseGet(() -> FoundJobs.last(List.of()));
    }

    Optional<JobSearch> search(final Caller caller, final BulkAction action, final int size) {
        return parametersOf(caller).search(action.statuses(), size);
    }

    /** The answer of one step of several. */
    static ObjectNode step(final long jobs, final FoundJobs page) {
        final ObjectNode json = Json.object().put("jobs", jobs).put("end", wireName(page.end()));
        page.next().ifPresent(next -> json.put("next", next));
        return json;
    }

    /** Lets the next list show an action that was just done. */
    void forget() {
        found.forget();
    }

    // Whoever may not see attributes must not find them out by searching for them.
    private static SearchParameters parametersOf(final Caller caller) {
        final SearchParameters parameters = new SearchParameters(caller.parameters());
        if (parameters.usesAttributes() && !caller.may(DashboardRight.REVEAL)) {
            throw Refusal.forbidden("You have no right to search by attributes: reveal");
        }
        return parameters;
    }

    private static FoundJobs search(final JobStore store, final JobSearch search) {
        try {
            return store.search(search);
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("The cursor is not one of this search");
        }
    }

    private static String wireName(final FoundJobs.End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }
}
