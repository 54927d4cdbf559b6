/** The JSON mapping of payloads and results: by the application's own mapper. */
@NullMarked
package dev.jobs.spring.autoconfigure.json;

import org.jspecify.annotations.NullMarked;
