package dev.jobs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobType;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers and their meaning to the client, those of other programs included. */
class AnswersTest {
    /** A result with money in it. */
    record Bill(BigDecimal sum) {}

    private static final JobId ID = JobId.random();
    private static final URI REPORTS = URI.create("/api/reports");

    private ScriptedService service;
    private JobsClient client;

    @BeforeEach
    void start() throws IOException {
        service = new ScriptedService();
        // By a clock on which each request takes two minutes, so that who asks again and again loses patience with the
        // third.
        client = JobsClient.at(service.address())
                .withTicker(() -> service.asked().size() * Duration.ofMinutes(2).toNanos());
    }

    @AfterEach
    void close() {
        service.close();
    }

    private static String complete(final String result) {
        return "{ \"jobId\" : \"" + ID + "\",\"type\":\"bill\",\"status\":\"complete\", \"done\":true,\"result\": "
                + result + " ,\"attempt\":1}";
    }

    private PolledJob got(final String answer) {
        service.then(200, answer);
        return client.get(ID).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sum\":12345678901234567.10}",
                "{\"sum\": 1E400, \"at\":1795700256.472039865}",
                "{\"a\":[1.0,{\"b\":\"\\u00fc \\\" } ,\"}],\"c\":null}",
                "{}",
                "{\"value\":0.10}"
            })
    void everyCharacterOfAResultIsPassedOn(final String result) {
        final PolledJob job = got(complete(result));

        assertThat(job.result()).contains(result);
        assertThat(job.json()).isEqualTo(complete(result));
    }

    @Test
    void aLongResultIsPassedOnAsItIs() {
        final String result = "{\"text\":\"" + "ü\\n".repeat(100_000) + "\",\"sum\":0.10}";

        assertThat(got(complete(result)).result()).contains(result);
    }

    @Test
    void aResultIsReadByItsTypeWithEveryDigit() {
        final PolledJob job = got(complete("{\"sum\":12345678901234567.10}"));

        final Optional<Bill> bill = job.result(JobType.of("bill", String.class, Bill.class));

        assertThat(bill).contains(new Bill(new BigDecimal("12345678901234567.10")));
    }

    @Test
    void aResultThatIsNoObjectIsReadByItsType() {
        final PolledJob job = got(complete("{\"value\":\"plain text\"}"));

        assertThat(job.result(JobType.of("text", String.class, String.class))).contains("plain text");
    }

    @Test
    void aJobWithoutAResultHasNoneOfAnyType() {
        final PolledJob job =
                got("{\"jobId\":\"" + ID + "\",\"status\":\"pending\",\"waitReason\":\"of_a_later_version\"}");

        assertThat(job.result(JobType.of("text", String.class, String.class))).isEmpty();
        assertThat(job.waitReason()).contains("of_a_later_version");
    }

    @Test
    void aRefusalHasItsStatus() {
        service.then(401, "{\"error\":\"Who are you?\"}");

        assertThatThrownBy(() -> client.get(ID))
                .asInstanceOf(type(JobsClientException.class))
                .returns(OptionalInt.of(401), JobsClientException::status);
    }

    @Test
    void aServiceOutOfOrderHasItsStatusAndSaysWhenToComeBack() {
        service.then(503, "{\"error\":\"The job store is out of reach\"}", Map.of("Retry-After", "2"));

        assertThatThrownBy(() -> client.get(ID))
                .asInstanceOf(type(ServiceUnavailableException.class))
                .returns(OptionalInt.of(503), JobsClientException::status)
                .returns(Optional.of(Duration.ofSeconds(2)), ServiceUnavailableException::retryAfter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>404 Not Found</html>", "{\"error\":\"Not Found\"}", "{}", ""})
    void a404OfARouterDoesNotMeanThatThereIsNoSuchJob(final String body) {
        service.then(404, body);

        assertThatThrownBy(() -> client.get(ID)).hasMessageContaining("is its address right?");
        assertThatThrownBy(() -> client.cancel(ID)).hasMessageContaining("is its address right?");
        assertThatThrownBy(() -> client.withPatience(Duration.ZERO).waitFor(ID))
                .hasMessageContaining("is its address right?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "null", "<html>", "{\"jobId\":\"x\",\"status\":\"complete\"}", "{\"jobs\":[{}]}"
            })
    void whatIsNoAnswerIsAnUnavailableService(final String body) {
        service.then(200, body);

        assertThatThrownBy(() -> client.get(ID)).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(() -> client.getMany(List.of(ID))).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(() -> client.list(JobFilter.all())).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(() -> client.cancel(ID)).isInstanceOf(ServiceUnavailableException.class);
        assertThatThrownBy(() -> client.submit(REPORTS, "{}")).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void aCancelThatCameTooLateIsTold() {
        service.then(409, "{\"error\":\"Job already in terminal state\",\"status\":\"complete\"}");

        assertThat(client.cancel(ID)).isInstanceOf(CancelOutcome.AlreadyTerminal.class);
    }

    @Test
    void aSubmissionIsSentOnceAndItsJobTold() {
        service.then(202, complete("{}"));

        final PolledJob job = client.submit(REPORTS, "{\"month\":1}");

        assertThat(job.id()).isEqualTo(ID);
        assertThat(service.asked())
                .containsExactly(new ScriptedService.Asked("POST", "/api/reports", Optional.empty(), "{\"month\":1}"));
    }

    @Test
    void aSubmissionUnderAKeyIsSentAgainUntilItIsTaken() throws Exception {
        service.then(503, "{}").then(200, "<html>We are back soon</html>").then(202, complete("{}"));

        final PolledJob job = client.submit(REPORTS, "{}", "k1");

        assertThat(job.id()).isEqualTo(ID);
        assertThat(service.asked()).hasSize(3).allMatch(one -> one.key().equals(Optional.of("\"k1\"")));
    }

    @Test
    void aSubmissionThatIsRefusedIsNotSentAgain() {
        service.then(422, "{\"error\":\"This Idempotency-Key was used before for something else\"}");

        assertThatThrownBy(() -> client.submit(REPORTS, "{}", "k1"))
                .asInstanceOf(type(JobsClientException.class))
                .returns(OptionalInt.of(422), JobsClientException::status);
        assertThat(service.asked()).hasSize(1);
    }

    @Test
    void aSubmissionThatAFullLimitRefusesNamesTheJobInTheWay() {
        service.then(409, "{\"error\":\"Not ended\",\"reason\":\"limit_reached\",\"heldBy\":\"" + ID + "\"}");

        assertThatThrownBy(() -> client.submit(REPORTS, "{}"))
                .asInstanceOf(type(LimitFullException.class))
                .returns(OptionalInt.of(409), JobsClientException::status)
                .returns(Optional.of(ID), LimitFullException::heldBy)
                .returns(Optional.empty(), LimitFullException::freeAt);
    }

    @Test
    void aJobInTheWayThatMayNotBeSeenIsNotNamed() {
        service.then(409, "{\"error\":\"Not ended\",\"reason\":\"limit_reached\"}");

        assertThatThrownBy(() -> client.submit(REPORTS, "{}"))
                .asInstanceOf(type(LimitFullException.class))
                .returns(Optional.empty(), LimitFullException::heldBy);
    }

    @Test
    void aSubmissionThatAFullRateRefusesIsNotSentAgainAndSaysWhenTheNextMayStart() {
        service.then(
                429, "{\"error\":\"Too many\",\"reason\":\"rate_limited\",\"freeAt\":\"2026-01-05T10:00:00.000Z\"}");

        assertThatThrownBy(() -> client.submit(REPORTS, "{}", "k1"))
                .asInstanceOf(type(LimitFullException.class))
                .returns(OptionalInt.of(429), JobsClientException::status)
                .returns(Optional.of(Instant.parse("2026-01-05T10:00:00Z")), LimitFullException::freeAt);
        assertThat(service.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"error\":\"taken\"}",
                "{\"reason\":\"limit_reached_maybe\"}",
                "{\"reason\":\"rate_limited\"}"
            })
    void aConflictOfTheServicesOwnIsNoFullLimit(final String body) {
        service.then(409, body);

        assertThatThrownBy(() -> client.submit(REPORTS, "{}")).isExactlyInstanceOf(JobsClientException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{\"reason\":\"rate_limited\"}",
                "{\"reason\":\"rate_limited\",\"freeAt\":\"soon\"}",
                "{\"reason\":\"limit_reached\"}"
            })
    void tooManyRequestsForAProxyAreNoFullLimit(final String body) throws Exception {
        service.then(429, body).then(202, complete("{}"));

        assertThat(client.submit(REPORTS, "{}", "k1").id()).isEqualTo(ID);
    }
}
