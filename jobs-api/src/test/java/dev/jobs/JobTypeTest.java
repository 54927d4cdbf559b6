package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobTypeTest {
    /** An object that could be taken for a value that stands in one. */
    record Holder(String value) {}

    /** Values that are no objects. */
    enum Answer {
        YES,
        NO
    }

    private static <R> JobType<String, R> returning(final GenericType<R> result) {
        return JobType.of("ask", new GenericType<>() {}, result);
    }

    private static <R> JobType<String, R> returning(final Class<R> result) {
        return JobType.of("ask", String.class, result);
    }

    @Test
    void aResultThatIsNoObjectIsReadOutOfTheOneInWhichAPollShowsIt() {
        assertThat(returning(String.class).polledResult("{\"value\":\"plain text\"}"))
                .isEqualTo("plain text");
        assertThat(returning(Integer.class).polledResult("{\"value\":7}")).isEqualTo(7);
        assertThat(returning(BigDecimal.class).polledResult("{\"value\":12345678901234567.10}"))
                .isEqualTo(new BigDecimal("12345678901234567.10"));
        assertThat(returning(Boolean.class).polledResult("{\"value\":true}")).isTrue();
        assertThat(returning(Answer.class).polledResult("{\"value\":\"YES\"}")).isEqualTo(Answer.YES);
        assertThat(returning(new GenericType<List<Holder>>() {}).polledResult("{\"value\":[{\"value\":\"x\"}]}"))
                .containsExactly(new Holder("x"));
    }

    @Test
    void aResultThatIsAnObjectIsReadAsItStands() {
        assertThat(returning(Holder.class).polledResult("{\"value\":\"x\"}")).isEqualTo(new Holder("x"));
        assertThat(returning(new GenericType<Map<String, Integer>>() {}).polledResult("{\"value\":7}"))
                .isEqualTo(Map.of("value", 7));
        assertThat(returning(Object.class).polledResult("{\"value\":7}")).isEqualTo(Map.of("value", 7));
    }

    @Test
    void aResultThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> returning(Integer.class).polledResult("{\"value\":\"x\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ask");
        assertThatThrownBy(() -> returning(Integer.class).polledResult("{\"other\":7}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The payload of an older version of a service. */
    record Older(String file) {}

    /** That of a newer one. */
    record Newer(String file, int channels, List<Holder> tags) {}

    private static Job submitted(final JobRequest request) {
        return new Job(JobId.random(), request, JobState.builder(Instant.EPOCH).build());
    }

    @Test
    void anOlderVersionReadsThePayloadThatANewerOneSubmitted() {
        final JobType<Newer, Void> newer = JobType.of("ingest", Newer.class, Void.class);
        final JobType<Older, Void> older = JobType.of("ingest", Older.class, Void.class);

        final Job job = submitted(newer.request(new Newer("a.wav", 2, List.of(new Holder("x")))));

        assertThat(older.payload(job)).isEqualTo(new Older("a.wav"));
    }

    /** Writes texts with a mark, and reads them without it. */
    private static final class Marking implements JsonMapping {
        @Override
        public String write(final Object value) {
            return "\"<" + value + ">\"";
        }

        @Override
        public Object read(final String json, final Type type) {
            if (!json.startsWith("\"<")) {
                throw new IllegalArgumentException("no mark");
            }
            return json.substring(2, json.length() - 2);
        }
    }

    @Test
    void aMappingOfOnesOwnWritesAndReadsPayloadsAndResults() {
        final JobType<String, String> type =
                JobType.of("t", String.class, String.class).withMapping(new Marking());

        final JobRequest request = type.request("text");

        assertThat(request.payload()).contains("\"<text>\"");
        assertThat(type.payload(submitted(request))).isEqualTo("text");
        assertThat(type.resultJson("r")).isEqualTo("\"<r>\"");
        assertThat(type.polledResult("{\"value\":\"<r>\"}")).isEqualTo("r");
        assertThatThrownBy(() -> type.payload(
                        submitted(JobRequest.builder("t", "\"unmarked\"").build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"t\"", "no mark");
    }

    @Test
    void aMapperOfOnesOwnIsUsed() {
        final JobType<Older, Void> strict = JobType.of("t", Older.class, Void.class)
                .withMapping(JsonMapping.jackson(JsonMapper.builder().build()));

        assertThatThrownBy(() -> strict.payload(submitted(
                        JobRequest.builder("t", "{\"file\":\"a\",\"more\":1}").build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more");
    }

    @Test
    void aGenericTypeWithoutATypeIsRefused() {
        assertThatThrownBy(() -> {
                    @SuppressWarnings("rawtypes")
                    final GenericType<?> none = new GenericType() {};
                    assertThat(none).isNull();
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("new GenericType<List<String>>() {}");
    }
}
