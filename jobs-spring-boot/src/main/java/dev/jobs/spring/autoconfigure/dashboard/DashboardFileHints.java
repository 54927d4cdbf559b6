package dev.jobs.spring.autoconfigure.dashboard;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Tells a native image of the files of the pages. */
final class DashboardFileHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(final RuntimeHints hints, final @Nullable ClassLoader loader) {
        hints.resources().registerPattern("dev/jobs/dashboard/web/**");
    }
}
