package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.PayloadTooLargeException;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises of a store about values: every text that the API lets in comes out as it was, to the character. */
abstract class ValueContract extends ContractFixture {
    ValueContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int MEBIBYTE = 1 << 20;

    /** JSON texts that a store might be tempted to change. */
    private static final List<String> JSON = List.of(
            "{}",
            "[]",
            "\"\"",
            "true",
            "0",
            "-0.0",
            "1e400",
            "-1E-400",
            "1.0",
            "1.00",
            "123456789012345678901234567890.123456789012345678901234567890",
            "{\"b\":1,\"a\":2}",
            "{ \"spaces\" :\t[ 1 , 2 ]\n}",
            "{\"twice\":1,\"twice\":2}",
            "\"\\u0000\"",
            "\"\\u0041 is not A\"",
            "\"\\/ \\\\ \\\" ' '' \\b\\f\\n\\r\\t ? :x $1 %s {0} ${y}\"",
            "\"äöü ß ﬁ İıŞ é e\u0301 \u200F עברית العربية 中文 日本語 한국어 ไทย हिन्दी\"",
            "\"😀 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 𝔘𝔫𝔦𝔠𝔬𝔡𝔢\"",
            "\"\u007f\u0080\u009f\u00a0\u2028\u2029\ufeff\ufffd\uffff\"",
            "\"\\ud83d\\ude00 \\ud800 alone\"",
            "{\"\":{\" \":null,\"\\u0000\":[null,[],{}]}}",
            "[".repeat(1_000) + "]".repeat(1_000),
            "\"" + "x".repeat(MEBIBYTE) + "\"",
            "\"" + "ü😀".repeat(MEBIBYTE / 4) + "\"");

    /** Names that differ, though a store might think that they do not. */
    private static final List<String> NAMES = List.of(
            "a",
            "A",
            "a ",
            " a",
            "á",
            "a\u0301",
            "%",
            "_",
            "'",
            "''",
            "\"",
            "\\",
            "a;b",
            "null",
            "ß",
            "ss",
            "😀",
            "x".repeat(200),
            "ü".repeat(200),
            "😀".repeat(100));

    @Test
    final void aPayloadComesBackAsItWas() {
        final List<JobId> ids = store.submit(JSON.stream()
                .map(json -> JobRequest.builder(TYPE, json).build())
                .toList());

        assertThat(ids).extracting(id -> job(id).payload().orElseThrow()).isEqualTo(JSON);
        assertThat(worker().claim(JSON.size()))
                .extracting(claimed -> claimed.job().payload().orElseThrow())
                .isEqualTo(JSON);
    }

    @Test
    final void whatIsSubmittedByTheHundredComesBackAsItWas() {
        final List<JobRequest> requests = NAMES.stream()
                .flatMap(name -> JSON.stream()
                        .filter(json -> json.length() < MEBIBYTE / 4)
                        .map(json -> JobRequest.builder(name, json)
                                .queue(name)
                                .owner(name)
                                .stages(STAGES)
                                .build()))
                .toList();

        final List<JobId> ids = store.submit(requests);

        assertThat(requests).hasSizeGreaterThan(300);
        for (int i = 0; i < requests.size(); i++) {
            final JobRequest request = requests.get(i);
            assertThat(job(ids.get(i)))
                    .as("request %d", i)
                    .returns(request.type(), Job::type)
                    .returns(request.queue(), Job::queue)
                    .returns(request.owner(), Job::owner)
                    .returns(request.payload(), Job::payload)
                    .returns(request.stages(), Job::stages)
                    .returns(JobStatus.PENDING, Job::status);
        }
    }

    @Test
    @Tag("slow")
    final void aPayloadThatIsTooLargeIsRefusedWithBothSizesAndNothingIsStored() {
        final String tooLarge = "\"" + "x".repeat(65 * MEBIBYTE) + "\"";

        assertThatThrownBy(() -> store.submit(List.of(
                        request().build(), JobRequest.builder(TYPE, tooLarge).build())))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContainingAll("request 2 of 2", "" + tooLarge.length(), "at most");
        assertThat(store.overview().workloads()).isEmpty();
    }

    @Test
    @Tag("slow")
    final void aResultThatIsTooLargeMakesTheJobFailWithBothSizesAndOthersAreWritten() {
        submit(2);
        final List<ClaimedJob> claimed = worker().claim(2);
        final String tooLarge = "\"" + "x".repeat(65 * MEBIBYTE) + "\"";
        final List<Report> reports = List.of(
                completed(claimed.get(0).lease(), tooLarge),
                completed(claimed.get(1).lease(), "1"));

        assertThat(store.report(reports)).containsExactly(ReportOutcome.APPLIED, ReportOutcome.APPLIED);

        assertThat(job(claimed.get(0)))
                .returns(JobStatus.FAILED, Job::status)
                .satisfies(job ->
                        assertThat(job.error().orElseThrow()).contains("result", "" + tooLarge.length(), "at most"));
        assertThat(job(claimed.get(1)).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(store.report(reports)).containsExactly(ReportOutcome.REPEATED, ReportOutcome.REPEATED);
    }

    @Test
    final void halfASurrogatePairComesBackAsItsEscape() {
        final JobId id =
                store.submit(JobRequest.builder(TYPE, "\"\ud800 and \udc00\"").build());

        assertThat(job(id).payload()).contains("\"\\ud800 and \\udc00\"");
    }

    @Test
    final void aResultComesBackAsItWas() {
        submit(JSON.size());
        final List<ClaimedJob> claimed = worker().claim(JSON.size());

        for (int i = 0; i < JSON.size(); i++) {
            store.report(completed(claimed.get(i).lease(), JSON.get(i)));
            assertThat(job(claimed.get(i)).result()).contains(JSON.get(i));
        }
    }

    @Test
    final void theResultNullCountsAsNone() {
        final ClaimedJob claimed = processing();

        store.report(completed(claimed.lease(), " null "));

        assertThat(job(claimed)).returns(JobStatus.COMPLETE, Job::status).returns(Optional.empty(), Job::result);
    }

    @Test
    final void namesThatDifferAreDifferent() {
        final List<JobId> ids = NAMES.stream()
                .map(name -> store.submit(request(name)
                        .queue(name)
                        .owner(name)
                        .idempotencyKey(name)
                        .build()))
                .toList();

        for (int i = 0; i < NAMES.size(); i++) {
            final String name = NAMES.get(i);
            final JobId id = ids.get(i);
            assertThat(job(id))
                    .as("\"%s\"", name)
                    .returns(name, Job::type)
                    .returns(name, Job::queue)
                    .returns(Optional.of(name), Job::owner)
                    .returns(Optional.of(name), Job::idempotencyKey);
            assertThat(QueuePositions.of(store, id)).as("\"%s\"", name).hasValue(1);
            for (final JobQuery query : List.of(
                    JobQuery.ofOwner(name),
                    JobQuery.all().withTypes(name),
                    JobQuery.all().withQueues(name))) {
                assertThat(store.list(query))
                        .as("%s", query)
                        .extracting(Job::id)
                        .containsExactly(id);
            }
            assertThat(ids(worker(Set.of(name), Set.of(name)).claim(10)))
                    .as("\"%s\"", name)
                    .containsExactly(id);
        }
        assertThat(store.overview().workloads()).hasSize(NAMES.size());
    }

    @Test
    final void oneKeyForEachOfManyOwnersIsManyJobs() {
        final List<JobId> ids = NAMES.stream()
                .map(name ->
                        store.submit(request().owner(name).idempotencyKey("key").build()))
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(NAMES)
                .extracting(name ->
                        store.submit(request().owner(name).idempotencyKey("key").build()))
                .isEqualTo(ids);
    }

    @Test
    final void anOwnerAndAKeyAreNotGluedTogether() {
        final JobId one =
                store.submit(request().owner("a").idempotencyKey("b:c").build());
        final JobId other =
                store.submit(request().owner("a:b").idempotencyKey("c").build());

        assertThat(other).isNotEqualTo(one);
    }

    @Test
    final void stagesAndProgressComeBackAsTheyWere() {
        final ClaimedJob claimed = processing();
        final String kept = "y".repeat(199) + "…";

        for (final String stage : List.of("a", "A", "ü 😀 '\"\\%", "𝔘".repeat(100), kept)) {
            store.report(progressed(claimed.lease(), stage, 100.0 / 3));
            assertThat(job(claimed)).returns(Optional.of(stage), Job::stage).returns(100.0 / 3, Job::progress);
        }
        for (final double progress : new double[] {Double.MIN_VALUE, 0.1, 1e-10, 99.99999999999999, 100}) {
            store.report(progressed(claimed.lease(), "stage " + progress, progress));
            assertThat(job(claimed).progress()).isEqualTo(progress);
        }
    }

    @Test
    final void aLongStageIsCutAndProgressOutOfRangeTakenAsTheNearest() {
        final ClaimedJob claimed = processing();

        store.report(progressed(claimed.lease(), "y".repeat(10_000), 101));
        assertThat(job(claimed))
                .returns(Optional.of("y".repeat(199) + "…"), Job::stage)
                .returns(100.0, Job::progress);
        store.report(progressed(claimed.lease(), "a\u0000b", -1));
        assertThat(job(claimed)).returns(Optional.of("a b"), Job::stage).returns(0.0, Job::progress);
    }

    @Test
    final void errorsComeBackAsTheyWere() {
        final List<String> errors =
                List.of("no\nsuch\tfile: 'ü 😀 \"\\' \ufffd", "e".repeat(2_000), "😀".repeat(1_000), "ü".repeat(2_000));
        submit(errors.size());
        final List<ClaimedJob> claimed = worker().claim(errors.size());

        for (int i = 0; i < errors.size(); i++) {
            final Report.Failed report = failedForGood(claimed.get(i).lease(), errors.get(i));
            store.report(report);
            assertThat(job(claimed.get(i)).error()).contains(errors.get(i));
        }
    }

    @Test
    final void numbersAndTimesAtTheirBoundsComeBackAsTheyWere() {
        final List<JobRequest> requests = Stream.of(
                        "1970-01-01T00:00:00Z",
                        "1969-12-31T23:59:59.999Z",
                        "0001-01-01T00:00:00Z",
                        "1582-10-10T00:00:00Z",
                        "2024-02-29T23:59:59.001Z",
                        "2025-03-30T01:30:00Z",
                        "2025-10-26T00:30:00.500Z",
                        "9999-12-31T23:59:59Z")
                .map(due -> request()
                        .dueAt(Instant.parse(due))
                        .priority(due.compareTo("1970") < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE)
                        .maxAttempts(due.startsWith("2") ? 1_000 : 1)
                        .backoff(new Backoff(Duration.ofMillis(1), Duration.ofDays(365)))
                        .build())
                .toList();

        final List<JobId> ids = store.submit(requests);

        for (int i = 0; i < requests.size(); i++) {
            final JobRequest request = requests.get(i);
            assertThat(job(ids.get(i)))
                    .returns(request.dueAt().orElseThrow(), Job::dueAt)
                    .returns(request.priority(), Job::priority)
                    .returns(request.maxAttempts(), Job::maxAttempts)
                    .returns(request.backoff(), Job::backoff);
        }
    }

    private static Map<String, String> manyAttributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        attributes.put(" a name with spaces, \"quotes\", back\\slashes and {braces} ", "\"\\{}[]:,'; -- \\N \\\\t");
        attributes.put("ключ ключа", "значение, 値, ✓ and 😀");
        attributes.put("empty", "");
        attributes.put("null", "null");
        attributes.put("n".repeat(100), "v".repeat(1_000));
        for (int i = attributes.size(); i < 32; i++) {
            attributes.put("attribute " + i, "value " + i);
        }
        return attributes;
    }

    @Test
    final void attributesComeBackAsTheyWere() {
        final Map<String, String> attributes = manyAttributes();

        final JobId id = store.submit(request().attributes(attributes).build());

        assertThat(attributes).hasSize(32);
        assertThat(job(id).request().attributes()).isEqualTo(attributes);
        assertThat(store.poll(id).orElseThrow().job().request().attributes()).isEqualTo(attributes);
        assertThat(store.list(JobQuery.all()))
                .singleElement()
                .satisfies(job -> assertThat(job.request().attributes()).isEqualTo(attributes));
        final ClaimedJob claimed = worker().claimOne();
        assertThat(claimed.job().request().attributes()).isEqualTo(attributes);
        store.report(List.of(completed(claimed.lease(), "1")));
        assertThat(job(id).request().attributes()).isEqualTo(attributes);
    }

    @Test
    final void attributesOfJobsSubmittedByTheHundredComeBackAsTheyWere() {
        final Map<String, String> attributes = manyAttributes();

        final List<JobId> ids = store.submit(IntStream.range(0, 200)
                .mapToObj(i -> i % 2 == 0
                        ? request().build()
                        : request()
                                .attributes(attributes)
                                .attribute("empty", "no " + i)
                                .build())
                .toList());

        for (int i = 0; i < ids.size(); i++) {
            if (i % 2 == 0) {
                assertThat(job(ids.get(i)).request().attributes()).isEmpty();
            } else {
                assertThat(job(ids.get(i)).request().attributes())
                        .hasSize(32)
                        .containsAllEntriesOf(Map.of("empty", "no " + i, "n".repeat(100), "v".repeat(1_000)));
            }
        }
    }

    @Test
    final void aJobWithoutAttributesHasNone() {
        final JobId id = submit();

        assertThat(job(id).request().attributes()).isEmpty();
        assertThat(store.poll(id).orElseThrow().job().request().attributes()).isEmpty();
        assertThat(worker().claimOne().job().request().attributes()).isEmpty();
    }
}
