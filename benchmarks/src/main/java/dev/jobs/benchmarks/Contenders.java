package dev.jobs.benchmarks;

import dev.jobs.store.jdbc.JdbcSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** This library and those that run beside it on PostgreSQL, by their names. */
final class Contenders {
    private Contenders() {}

    /** This library, whose worker and submitters are as in two processes. */
    static Contender own() {
        return new JobsContender(JdbcSettings.Signalling.ON);
    }

    /** Other libraries, or those of them that {@code beside=NAME,NAME} names; those for Node.js only if they are installed. */
    static List<Contender> others(final Options options, final Optional<NodeLibraries> node) {
        final List<String> named = List.of(options.text("beside", "").split(","));
        return others(node).stream()
                .filter(other -> named.equals(List.of("")) || named.contains(other.name()))
                .toList();
    }

    private static List<Contender> others(final Optional<NodeLibraries> node) {
        final List<Contender> others = new ArrayList<>(List.of(new JobRunrContender(), new DbSchedulerContender(1, 4)));
        node.ifPresent(libraries -> others.addAll(libraries.contenders()));
        return others;
    }

    static Contender named(final String name, final Path nodeFolder) {
        return Stream.concat(
                        Stream.of(own(), JobsContender.inOneProcess()),
                        others(Optional.of(NodeLibraries.in(nodeFolder))).stream())
                .filter(contender -> contender.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no contender \"" + name + "\""));
    }
}
