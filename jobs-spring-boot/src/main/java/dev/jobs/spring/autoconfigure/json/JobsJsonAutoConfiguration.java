package dev.jobs.spring.autoconfigure.json;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The JSON mapping of payloads and results: a bean of the application, or else by the mapper of Jackson 3, of Jackson 2, or the built-in
 * one, whichever there is first. Unknown fields are ignored whatever that mapper says of them: an older version of the application has to
 * read what a newer one submitted.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.jackson2.autoconfigure.Jackson2AutoConfiguration"
        })
@Import({Jackson3Configuration.class, Jackson2Configuration.class, BuiltInConfiguration.class})
public final class JobsJsonAutoConfiguration {}
