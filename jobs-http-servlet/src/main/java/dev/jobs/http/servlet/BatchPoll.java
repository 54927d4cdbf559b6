package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.BadRequestException;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.JobsJson;
import dev.jobs.http.servlet.response.PollRepresentation;
import dev.jobs.http.servlet.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers polls of several jobs at once, in one call of the store. Safe to share between threads. */
final class BatchPoll {
    private static final int MOST = 100;
    /** In characters of results and errors. */
    private static final long LARGEST_ANSWER = 16L << 20;

    private final Jobs jobs;
    private final JobRights rights;

    BatchPoll(final Jobs jobs, final JobRights rights) {
        this.jobs = jobs;
        this.rights = rights;
    }

    /** The jobs with the ids in this query, in their order, and those of the ids that name none that this request may see. */
    Response poll(final HttpServletRequest request, final JobLinks links, final Query query) {
        final List<String> ids = query.list("ids", MOST);
        final Map<String, Optional<JobId>> asked = new LinkedHashMap<>();
        ids.forEach(id -> asked.put(id, JobId.parse(id)));
        final Map<JobId, JobPollResponse> found =
                jobs.poll(asked.values().stream().flatMap(Optional::stream).toList());
        final List<JobPollResponse> shown = new ArrayList<>();
        final List<String> notFound = new ArrayList<>();
        asked.forEach((text, id) -> id.flatMap(known -> Optional.ofNullable(found.get(known)))
                .filter(answer -> rights.mayView(request, answer.job()))
                .ifPresentOrElse(shown::add, () -> notFound.add(text)));
        if (fitting(shown).size() < shown.size()) {
            throw new BadRequestException(
                    "The results of these jobs are too large for one answer; ask for fewer at once");
        }
        return answer(request, links, shown, json -> {
            json.writeArrayFieldStart("notFound");
            for (final String id : notFound) {
                json.writeString(id);
            }
            json.writeEndArray();
        });
    }

    /** The first of these answers, as many as fit into one; the first of them fits in any case. */
    static List<JobPollResponse> fitting(final List<JobPollResponse> answers) {
        long characters = 0;
        for (int i = 0; i < answers.size(); i++) {
            characters += answers.get(i).textLength();
            if (i > 0 && characters > LARGEST_ANSWER) {
                return answers.subList(0, i);
            }
        }
        return answers;
    }

    /** The answer that shows these jobs, which the request may see, and something beside them. */
    Response answer(
            final HttpServletRequest request,
            final JobLinks links,
            final List<JobPollResponse> shown,
            final JobsJson.Beside beside) {
        final List<String> jobs = shown.stream()
                .map(answer -> rights.view(request, answer.job(), links).json(answer))
                .toList();
        return PollRepresentation.of(JobsJson.write(jobs, beside), soonest(shown))
                .answerTo(request);
    }

    private static Optional<Duration> soonest(final List<JobPollResponse> answers) {
        return answers.stream().flatMap(answer -> answer.pollAfter().stream()).min(Comparator.naturalOrder());
    }
}
