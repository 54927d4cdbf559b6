package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.JobStore;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers polls of several jobs at once, in one call of the store. Safe to share between threads. */
final class SeveralJobs {
    private static final int MOST = 100;

    private final JobStore store;
    private final JobAccess access;

    SeveralJobs(final JobStore store, final JobAccess access) {
        this.store = store;
        this.access = access;
    }

    /** The jobs with these ids, in their order, and those of the ids that name none that this request may see. */
    Reply poll(final HttpServletRequest request, final JobLinks links, final List<String> ids) {
        if (ids.size() > MOST) {
            throw new BadRequestException("At most " + MOST + " jobs can be asked for at once");
        }
        final Map<String, Optional<JobId>> asked = new LinkedHashMap<>();
        ids.forEach(id -> asked.put(id, JobId.parse(id)));
        final Map<JobId, JobPollResponse> found =
                store.poll(asked.values().stream().flatMap(Optional::stream).toList());
        final List<JobPollResponse> shown = new ArrayList<>();
        final List<String> notFound = new ArrayList<>();
        asked.forEach((text, id) -> id.flatMap(known -> Optional.ofNullable(found.get(known)))
                .filter(answer -> access.mayView(request, answer.job()))
                .ifPresentOrElse(shown::add, () -> notFound.add(text)));
        return answer(request, links, shown, json -> {
            json.writeArrayFieldStart("notFound");
            for (final String id : notFound) {
                json.writeString(id);
            }
            json.writeEndArray();
        });
    }

    /** The answer that shows these jobs, which the request may see, and something beside them. */
    Reply answer(
            final HttpServletRequest request,
            final JobLinks links,
            final List<JobPollResponse> shown,
            final JobsJson.Beside beside) {
        final List<String> jobs = shown.stream()
                .map(answer -> answer.toJson(links.of(answer.job(), CancelRight.of(access, request, answer.job()))))
                .toList();
        return Representation.of(JobsJson.write(jobs, beside), soonest(shown)).answerTo(request);
    }

    private static Optional<Duration> soonest(final List<JobPollResponse> answers) {
        return answers.stream().flatMap(answer -> answer.pollAfter().stream()).min(Comparator.naturalOrder());
    }
}
