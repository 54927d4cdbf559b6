package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.Jobs;
import dev.jobs.SubmitOutcome;
import dev.jobs.WaitReason;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.store.JobStoreException;
import dev.jobs.watch.http.FaultLog;
import jakarta.servlet.http.HttpServletRequest;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a request whose job is stored: 202 with the path to poll in {@code Location}, and the first poll's answer, where there is
 * one, as the body. Nothing refuses such a request any more. Safe to share between threads.
 */
final class SubmittedJob {
    private static final Logger LOG = LoggerFactory.getLogger(JobSubmitter.class);

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final Jobs jobs;
    private final JobRights rights;

    SubmittedJob(final Jobs jobs, final JobRights rights) {
        this.jobs = jobs;
        this.rights = rights;
    }

    JsonResponse answer(final HttpServletRequest request, final JobLinks links, final JobId id) {
        return firstPoll(request, links, id)
                .orElseGet(() -> JsonResponse.of(202, "{\"jobId\":\"" + id + "\"}"))
                .with("Location", links.self(id));
    }

    /** The answer where a limit of the job is full; its reason tells it from what else an endpoint answers with this status. */
    JsonResponse refused(final HttpServletRequest request, final SubmitOutcome.Refused refused) {
        if (refused.freeAt().isPresent()) {
            // The time itself, since this host's clock need not agree with the store's.
            return JsonResponse.of(
                    429,
                    "{\"error\":\"Too many of these start now\",\"reason\":\"" + WaitReason.RATE_LIMITED.wireName()
                            + "\",\"freeAt\":\""
                            + MILLIS.format(refused.freeAt().get()) + "\"}");
        }
        final String heldBy = refused.heldBy()
                .filter(id -> jobs.poll(id)
                        .filter(answer -> rights.mayView(request, answer.job()))
                        .isPresent())
                .map(id -> ",\"heldBy\":\"" + id + '"')
                .orElse("");
        return JsonResponse.of(
                409,
                "{\"error\":\"As many of these as may run at once have not ended\",\"reason\":\""
                        + WaitReason.LIMIT_REACHED.wireName() + '"' + heldBy + "}");
    }

    /** The answer where the store takes no such job, for its size. */
    static JsonResponse tooLarge() {
        return JsonResponse.error(413, "What was submitted is too large");
    }

    /** The first poll's answer; empty if the request may not see the job, or it cannot be polled now. */
    private Optional<JsonResponse> firstPoll(final HttpServletRequest request, final JobLinks links, final JobId id) {
        try {
            return jobs.poll(id)
                    .filter(answer -> rights.mayView(request, answer.job()))
                    .map(shown ->
                            rights.view(request, shown.job(), links).of(shown).accepted());
        } catch (final JobStoreException e) {
            LOG.warn("Job {} is submitted, but cannot be shown yet: {}", id, e.toString());
            return Optional.empty();
        } catch (final RuntimeException | Error e) {
            LOG.error("Job {} is submitted, but cannot be shown.", id, FaultLog.shortened(e));
            return Optional.empty();
        }
    }
}
