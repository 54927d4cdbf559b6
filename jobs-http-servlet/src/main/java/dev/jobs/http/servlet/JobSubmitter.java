package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.http.servlet.response.BadRequestException;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.JobRight;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.http.servlet.response.Response;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.PayloadTooLargeException;
import dev.jobs.watch.http.CrossSite;
import dev.jobs.watch.http.FaultLog;
import dev.jobs.watch.http.RequestHeaders;
import dev.jobs.watch.http.UnreadBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Submits jobs for a service's own endpoint, and answers in its place: 202, with the path to poll in {@code Location}, when
 * to do so in {@code Retry-After}, and the first poll's answer as the body.
 *
 * <p>A client that repeats a request under the same {@code Idempotency-Key} gets the same job; with another payload, 422.
 * Keys count per owner: a request without an owner shares its keys with all others that have none.
 *
 * <p>A request is refused before its job is stored, or not at all. Once it is stored the answer is 202; where the first poll
 * fails, because the store went out of reach, say, it has the job's id and nothing else.
 *
 * <p>Faults are answered as by {@link JobsServlet}. Safe to share between threads.
 */
public final class JobSubmitter {
    private static final int MAX_KEY = 200;

    private final Jobs jobs;
    private final JobAccess access;
    private final String jobsPath;
    private final CrossSite crossSite;
    /** The rights of which the answers have links. */
    private final Set<JobRight> linked;

    private final FaultLog faults = new FaultLog(System::nanoTime);

    /**
     * A submitter whose jobs are polled at the {@link JobsServlet} with this access.
     *
     * @param jobsPath the path of that servlet within the same web application, such as {@code /api/jobs} for the mapping
     *     {@code /api/jobs/*}; empty for {@code /*}
     */
    public JobSubmitter(final Jobs jobs, final JobAccess access, final String jobsPath) {
        this(jobs, access, jobsPath, CrossSite.BY_HOST, EnumSet.of(JobRight.CANCEL));
    }

    private JobSubmitter(
            final Jobs jobs,
            final JobAccess access,
            final String jobsPath,
            final CrossSite crossSite,
            final Set<JobRight> linked) {
        this.jobs = requireNonNull(jobs, "jobs");
        this.access = requireNonNull(access, "access");
        if (!jobsPath.isEmpty() && (!jobsPath.startsWith("/") || jobsPath.endsWith("/") || jobsPath.contains("*"))) {
            throw new IllegalArgumentException(
                    "a path begins with a slash and does not end with one, but this is \"" + jobsPath + "\"");
        }
        this.jobsPath = jobsPath;
        this.crossSite = crossSite;
        this.linked = Set.copyOf(linked);
    }

    /**
     * The same submitter, but it believes a proxy that says in {@code Forwarded} or {@code X-Forwarded-Host} for which host it
     * was asked; see {@link JobsServlet.Builder#trustForwardedHost()}.
     */
    public JobSubmitter trustingForwardedHost() {
        return new JobSubmitter(jobs, access, jobsPath, CrossSite.BY_FORWARDED_HOST, linked);
    }

    /**
     * The same submitter, whose answers have a link to the job's log where the request may read it: for jobs that are polled at a
     * servlet that {@linkplain JobsServlet.Builder#serveLogs serves logs}.
     */
    public JobSubmitter linkingLogs() {
        return new JobSubmitter(jobs, access, jobsPath, crossSite, EnumSet.of(JobRight.CANCEL, JobRight.READ_LOG));
    }

    /**
     * Submits the job and answers the request; nothing else may be written to the response.
     *
     * @param job what is to be done; the request's {@code Idempotency-Key} is added to it
     * @throws IllegalArgumentException if a value of the job is out of its range
     */
    public void submit(
            final HttpServletRequest request, final HttpServletResponse response, final JobRequest.Builder job)
            throws IOException {
        job.build();
        ErrorAnswers.answer(
                faults,
                request,
                response,
                () -> answer(request, job, accepted(jobs::submit)).get());
    }

    /**
     * The same, where a limit of the job may be full ({@link dev.jobs.Jobs#submit(JobRequest, WhenLimitFull)}). A job that is refused is answered
     * by 409, with the job that is in the way as {@code heldBy}, if the request may see that one; or, where a rate is full, by 429 with the time of the next start as {@code freeAt}.
     *
     * @throws IllegalArgumentException if a value of the job is out of its range
     */
    public void submit(
            final HttpServletRequest request,
            final HttpServletResponse response,
            final JobRequest.Builder job,
            final WhenLimitFull whenFull)
            throws IOException {
        requireNonNull(whenFull, "whenFull");
        job.build();
        ErrorAnswers.answer(
                faults,
                request,
                response,
                () -> answer(request, job, wanted -> jobs.submit(wanted, whenFull))
                        .get());
    }

    /**
     * Has the job submitted by the service itself, as by a method that stores rows of its own in the same transaction, and answers the
     * request; nothing else may be written to the response. The submission is called once, unless the request is refused, and gets the job
     * with the request's {@code Idempotency-Key}. It submits exactly this one, <em>commits</em>, and returns its id: it is answered at once,
     * and a client may poll the job before it has the answer.
     *
     * <p>{@link IdempotencyConflictException}, {@link PayloadTooLargeException} and that the store is out of reach or closed are answered.
     * Whatever else it throws is thrown here as it is, and nothing is answered. A repeat under the same key gets the first job's id from the
     * store, in a transaction of its own: what the submission stores beside the job has to bear that, as a row whose key is the job's id does.
     *
     * @param job what is to be done
     * @param submission submits the job that it is given, and returns its id
     * @throws IllegalArgumentException if a value of the job is out of its range
     */
    public void submit(
            final HttpServletRequest request,
            final HttpServletResponse response,
            final JobRequest.Builder job,
            final Function<JobRequest, JobId> submission)
            throws IOException {
        requireNonNull(submission, "submission");
        job.build();
        ErrorAnswers.answer(faults, request, response, answer(request, job, accepted(submission)));
    }

    /**
     * Answers a request that a submission here would refuse whatever its job is: a browser sends it on behalf of another site (403), it
     * takes no JSON (406), or its {@code Idempotency-Key} is none (400). It looks at headers alone: an endpoint with large bodies asks it
     * before it reads one. The answer to a request with a body ends its connection.
     *
     * @return true if the request is answered: nothing else may be written to the response
     */
    public boolean refuses(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final Optional<JsonResponse> refusal = refusal(request);
        if (refusal.isPresent()) {
            UnreadBody.endConnection(
                    request.getProtocol(), RequestHeaders.of(request::getHeaders), response::setHeader);
            ErrorAnswers.answer(faults, request, response, refusal::get);
        }
        return refusal.isPresent();
    }

    private Optional<JsonResponse> refusal(final HttpServletRequest request) {
        if (crossSite.isSuspected(RequestHeaders.of(request::getHeaders))) {
            return Optional.of(ErrorAnswers.crossSite());
        }
        if (!Accept.allowsJson(request.getHeaders("Accept"))) {
            return Optional.of(ErrorAnswers.notAcceptable("application/json"));
        }
        try {
            key(request);
            return Optional.empty();
        } catch (final BadRequestException e) {
            return Optional.of(e.answer());
        }
    }

    private static Function<JobRequest, SubmitOutcome> accepted(final Function<JobRequest, JobId> submission) {
        return wanted -> new SubmitOutcome.Submitted(
                requireNonNull(submission.apply(wanted), "the id that the submission returned"));
    }

    /** Submits the job, unless the request is refused; what comes of it is made of the answer, or thrown by it. */
    private Supplier<Response> answer(
            final HttpServletRequest request,
            final JobRequest.Builder job,
            final Function<JobRequest, SubmitOutcome> submission) {
        final Optional<JsonResponse> refusal = refusal(request);
        if (refusal.isPresent()) {
            return refusal::get;
        }
        key(request).ifPresent(job::idempotencyKey);
        final JobLinks links = JobLinks.within(request, jobsPath);
        final JobRequest wanted = job.build();
        // From here on nothing refuses the request any more: a job that is stored is answered as such.
        try {
            final SubmitOutcome outcome = submission.apply(wanted);
            final SubmittedJob submitted = new SubmittedJob(jobs, new JobRights(access, linked));
            return outcome instanceof SubmitOutcome.Submitted stored
                    ? () -> submitted.answer(request, links, stored.id())
                    : () -> submitted.refused(request, (SubmitOutcome.Refused) outcome);
        } catch (final IdempotencyConflictException e) {
            return () -> JsonResponse.error(422, "This Idempotency-Key was used before for something else");
        } catch (final PayloadTooLargeException e) {
            return SubmittedJob::tooLarge;
        } catch (final JobStoreException e) {
            return () -> {
                throw e;
            };
        }
    }

    /** The key, with or without the quotes that its specification would have around it. */
    private static Optional<String> key(final HttpServletRequest request) {
        final List<String> keys = Collections.list(request.getHeaders("Idempotency-Key"));
        if (keys.size() > 1) {
            throw new BadRequestException("A request has one Idempotency-Key");
        }
        final Optional<String> key = keys.stream().findFirst().map(sent -> withoutQuotes(sent.strip()));
        if (key.filter(text -> !isKey(text)).isPresent()) {
            throw new BadRequestException("An Idempotency-Key has 1 to " + MAX_KEY + " printable characters");
        }
        return key;
    }

    private static String withoutQuotes(final String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static boolean isKey(final String text) {
        return !text.isBlank() && text.length() <= MAX_KEY && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
