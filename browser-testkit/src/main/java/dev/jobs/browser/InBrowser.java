package dev.jobs.browser;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the parameter {@link Browser}: one for all of a run, since to start it costs more than most tests. Where
 * Chromium is not installed, they are skipped, and say so.
 */
public final class InBrowser implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(InBrowser.class);

    private final Optional<Path> chromium = Browser.installed();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(final ExtensionContext context) {
        return chromium.map(path -> ConditionEvaluationResult.enabled("Chromium is " + path))
                .orElseGet(() -> ConditionEvaluationResult.disabled("Chromium is not on the PATH"));
    }

    @Override
    public boolean supportsParameter(final ParameterContext parameter, final ExtensionContext context) {
        return parameter.getParameter().getType().equals(Browser.class);
    }

    @Override
    public Object resolveParameter(final ParameterContext parameter, final ExtensionContext context) {
        // The store closes it when all tests are over.
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Browser.class, key -> Browser.open(chromium.orElseThrow()), Browser.class);
    }
}
