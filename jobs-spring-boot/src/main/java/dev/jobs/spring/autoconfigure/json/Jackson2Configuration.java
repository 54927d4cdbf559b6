package dev.jobs.spring.autoconfigure.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobs.JsonMapping;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The mapping by the application's mapper of Jackson 2. */
@Configuration(proxyBeanMethods = false)
final class Jackson2Configuration {
    @Bean
    @ConditionalOnMissingBean(JsonMapping.class)
    @ConditionalOnSingleCandidate(ObjectMapper.class)
    JsonMapping jobsJsonMapping(final ObjectMapper mapper) {
        return JsonMapping.jackson(mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES));
    }
}
