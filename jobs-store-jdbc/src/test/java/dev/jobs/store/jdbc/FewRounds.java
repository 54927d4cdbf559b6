package dev.jobs.store.jdbc;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets the contract kit run its races and random sequences less often than it would by itself: for a store whose
 * statements are tried at full length elsewhere, or take a server. What the command line says goes first.
 */
final class FewRounds implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace SET = ExtensionContext.Namespace.create(FewRounds.class);

    private final Map<String, String> settings;

    /** For stores whose statements are tried at full length elsewhere. */
    FewRounds() {
        this(100, 10);
    }

    FewRounds(final int rounds, final int sequences) {
        settings = Map.of(
                "jobs.testkit.rounds", String.valueOf(rounds), "jobs.testkit.sequences", String.valueOf(sequences));
    }

    @Override
    public void beforeAll(final ExtensionContext context) {
        settings.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
                context.getStore(SET).put(name, value);
            }
        });
    }

    @Override
    public void afterAll(final ExtensionContext context) {
        settings.keySet()
                .forEach(name -> Optional.ofNullable(context.getStore(SET).remove(name))
                        .ifPresent(ours -> System.clearProperty(name)));
    }
}
