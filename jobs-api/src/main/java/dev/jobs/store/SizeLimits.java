package dev.jobs.store;

import dev.jobs.JobRequest;
import dev.jobs.internal.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of payloads and results, in bytes of UTF-8: adapters check them, and bound by them what one poll of many
 * jobs reads. Immutable.
 *
 * <p>A worker holds the payload of each job that it runs, and an answer to its user the result of each complete one; so each
 * of both is to be a description of a piece of work and of where its outcome is, not that outcome.
 *
 * @param payload the most bytes of a payload, from 1,024 to 64 MiB
 * @param result the most bytes of a result, from 1,024 to 64 MiB
 */
public record SizeLimits(int payload, int result) {
    /** The setting for the most bytes of a payload. */
    public static final String MAX_PAYLOAD = "maxPayloadBytes";

    /** The setting for the most bytes of a result. */
    public static final String MAX_RESULT = "maxResultBytes";

    /** The settings of these names, each with a sentence on its values. */
    public static final Map<String, String> DESCRIPTIONS = Map.of(
            MAX_PAYLOAD, "the most bytes of a payload in UTF-8, from 1024 to 67108864; 2097152 by default",
            MAX_RESULT, "the most bytes of a result in UTF-8, from 1024 to 67108864; 2097152 by default");

    private static final int SMALLEST = 1_024;
    private static final int LARGEST = 64 * 1_024 * 1_024;
    private static final int STANDARD = 2 * 1_024 * 1_024;
    private static final long RESULTS_OF_A_POLL = 8 * 1_024 * 1_024;

    public SizeLimits {
        requireInRange(MAX_PAYLOAD, payload);
        requireInRange(MAX_RESULT, result);
    }

    private static void requireInRange(final String name, final int bytes) {
        if (bytes < SMALLEST || bytes > LARGEST) {
            throw new JobStoreConfigurationException(
                    "the setting " + name + " cannot be " + bytes + "; it is " + DESCRIPTIONS.get(name));
        }
    }

    /** 2 MiB for each. */
    public static SizeLimits defaults() {
        return new SizeLimits(STANDARD, STANDARD);
    }

    /**
     * The limits that these settings of a store say; the defaults where they say none.
     *
     * @throws JobStoreConfigurationException if one is no number in its range
     */
    public static SizeLimits of(final Map<String, String> settings) {
        return new SizeLimits(number(MAX_PAYLOAD, settings), number(MAX_RESULT, settings));
    }

    private static int number(final String name, final Map<String, String> settings) {
        final String text =
                Optional.ofNullable(settings.get(name)).orElse("" + STANDARD).strip();
        try {
            return Integer.parseInt(text);
        } catch (final NumberFormatException e) {
            throw new JobStoreConfigurationException(
                    "the setting " + name + " cannot be \"" + text + "\"; it is " + DESCRIPTIONS.get(name), e);
        }
    }

    /**
     * Checks a submission.
     *
     * @throws PayloadTooLargeException if a payload is too large; the message says which
     * @throws IllegalArgumentException if a request has no payload; the message says which
     */
    public void requireFitting(final List<JobRequest> requests) {
        for (int i = 0; i < requests.size(); i++) {
            final String which = "request " + (i + 1) + " of " + requests.size();
            final String json = requests.get(i)
                    .payload()
                    .orElseThrow(
                            () -> new IllegalArgumentException(which + " has no payload: it is that of a job that was"
                                    + " polled or listed, and Jobs.find has it with its payload"));
            final long bytes = Text.bytesIfAbove(payload, json);
            if (bytes > payload) {
                throw new PayloadTooLargeException(which + ": the payload has "
                        + bytes + " bytes, but at most " + payload
                        + " are taken: keep what is large elsewhere, and let the payload say where");
            }
        }
    }

    /** The reports with those of results that are too large replaced: such a job has failed, since it would again. */
    public List<Report> fitting(final List<? extends Report> reports) {
        return reports.stream().map(this::fitting).toList();
    }

    private Report fitting(final Report report) {
        if (report instanceof Report.Completed completed) {
            final long bytes = completed
                    .result()
                    .map(json -> Text.bytesIfAbove(result, json))
                    .orElse(0L);
            if (bytes > result) {
                return Report.failedForGood(
                        completed.lease(),
                        "The result of this job has " + bytes + " bytes, but at most " + result + " are kept.");
            }
        }
        return report;
    }

    /**
     * The most bytes of a result that is part of the answer to a poll of so many jobs: 8 MiB divided by their number; of
     * one job there is no such limit.
     */
    public static long largestResultOfPoll(final int jobs) {
        return jobs <= 1 ? Long.MAX_VALUE : RESULTS_OF_A_POLL / jobs;
    }
}
