package dev.jobs.dashboard.read;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.dashboard.http.Parameters;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.TimeRange;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A search for jobs as it stands in a URL. */
public final class SearchParameters {
    private static final String ATTRIBUTE = "attribute";

    private final Parameters parameters;

    /** The search that these parameters are. */
    public SearchParameters(final Parameters parameters) {
        this.parameters = parameters;
    }

    /** True if it searches by attributes. */
    public boolean usesAttributes() {
        return !parameters.all(ATTRIBUTE).isEmpty();
    }

    /**
     * The search.
     *
     * @param possible the statuses of the jobs that are of any use; empty: all
     * @param pageSize the most jobs of a page
     * @return empty: it searches for jobs of other statuses alone, so that nothing can be found
     */
    public Optional<JobSearch> search(final Set<JobStatus> possible, final int pageSize) {
        final Set<JobStatus> statuses = statuses();
        if (!possible.isEmpty()) {
            if (statuses.isEmpty()) {
                statuses.addAll(possible);
            } else {
                statuses.retainAll(possible);
            }
            if (statuses.isEmpty()) {
                return Optional.empty();
            }
        }
        final Optional<String> id = parameters.one("id");
        final Optional<JobId> known = id.flatMap(JobId::parse);
        if (id.isPresent() && known.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(search(query(statuses).withPageSize(pageSize), known));
    }

    private Set<JobStatus> statuses() {
        final Set<JobStatus> statuses = EnumSet.noneOf(JobStatus.class);
        for (final String name : parameters.all("status")) {
            try {
                statuses.add(JobStatus.ofWireName(name));
            } catch (final IllegalArgumentException e) {
                throw Refusal.badRequest("There is no such status");
            }
        }
        return statuses;
    }

    private JobQuery query(final Set<JobStatus> statuses) {
        return parameters
                .one("owner")
                .map(JobQuery::ofOwner)
                .orElseGet(JobQuery::all)
                .withStatuses(statuses.toArray(JobStatus[]::new))
                .withTypes(parameters.all("type").toArray(String[]::new))
                .withQueues(parameters.all("queue").toArray(String[]::new));
    }

    private JobSearch search(final JobQuery query, final Optional<JobId> id) {
        final JobSearch.Builder search = JobSearch.builder(query);
        id.ifPresent(search::id);
        parameters.one("key").ifPresent(search::idempotencyKey);
        parameters.one("limitKey").ifPresent(search::limitKey);
        parameters.one("keptBackBy").ifPresent(search::keptBackBy);
        parameters.one("error").ifPresent(search::errorText);
        parameters.one("cursor").ifPresent(search::cursor);
        for (final String attribute : parameters.all(ATTRIBUTE)) {
            final String[] parts = attribute.split("=", 2);
            if (parts.length < 2 || parts[0].isBlank()) {
                throw Refusal.badRequest("An attribute is given as name=value");
            }
            search.attribute(parts[0].strip(), parts[1].strip());
        }
        range("submitted", search::submitted);
        range("ended", search::ended);
        return search.build();
    }

    private void range(final String name, final Consumer<TimeRange> use) {
        final Optional<Instant> from = parameters.time(name + "From");
        final Optional<Instant> until = parameters.time(name + "Until");
        if (from.isEmpty() && until.isEmpty()) {
            return;
        }
        try {
            use.accept(new TimeRange(from.orElse(Instant.MIN), until.orElse(Instant.MAX)));
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("The time from which is searched is after the time until which is searched");
        }
    }
}
