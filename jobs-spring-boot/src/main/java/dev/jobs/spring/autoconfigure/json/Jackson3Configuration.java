package dev.jobs.spring.autoconfigure.json;

import dev.jobs.Jackson3Mapping;
import dev.jobs.JsonMapping;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The mapping by the application's mapper of Jackson 3. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "tools.jackson.databind.json.JsonMapper")
final class Jackson3Configuration {
    @Bean
    @ConditionalOnMissingBean(JsonMapping.class)
    @ConditionalOnSingleCandidate(JsonMapper.class)
    JsonMapping jobsJsonMapping(final JsonMapper mapper) {
        return Jackson3Mapping.of(mapper);
    }
}
