package dev.jobs.spring.json;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Jackson3Mapping;
import dev.jobs.spring.kotlin.Upload;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Kotlin's classes and a mapper of Jackson 3, which only Spring Boot 4 has. */
class Jackson3KotlinTest {
    @Test
    void aMapperThatDoesNotKnowKotlinNamesTheDependency() {
        assertThatThrownBy(() -> Jackson3Mapping.of(JsonMapper.shared()).read("{\"file\":\"a\"}", Upload.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("add the dependency tools.jackson.module:jackson-module-kotlin");
    }
}
