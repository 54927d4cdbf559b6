package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
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
}
