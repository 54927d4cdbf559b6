package dev.jobs.spring.autoconfigure.json;

import dev.jobs.JsonMapping;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The built-in mapping, for an application without a mapper. */
@Configuration(proxyBeanMethods = false)
final class BuiltInConfiguration {
    @Bean
    @ConditionalOnMissingBean(JsonMapping.class)
    JsonMapping jobsJsonMapping() {
        return JsonMapping.standard();
    }
}
