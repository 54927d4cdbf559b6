package dev.jobs.spring.autoconfigure.store;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Tells a native image of the files that the store, the servlet and the worker read from their jars. */
final class FileHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(final RuntimeHints hints, final @Nullable ClassLoader loader) {
        hints.resources()
                .registerPattern("dev/jobs/store/jdbc/schema/*/*.sql")
                .registerPattern("dev/jobs/http/servlet/openapi.json")
                .registerPattern("dev/jobs/worker/process/watchdog/watchdog.sh");
    }
}
