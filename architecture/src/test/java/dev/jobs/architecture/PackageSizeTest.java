package dev.jobs.architecture;

import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The number of files of each package: in a package of many ideas nothing is found by the names of folders. */
class PackageSizeTest {
    private static final int MOST_FILES = 16;

    /** The packages that have more, with the reason. */
    private static final Map<String, String> LARGER = Map.ofEntries(
            entry("jobs-api: dev.jobs", "all that applications speak, found by one import"),
            entry("jobs-api: dev.jobs.store", "the faces of a store with what they take and give"),
            entry("jobs-api: dev.jobs.store.operations", "questions of operators, each with its answer"),
            entry("jobs-api: dev.jobs.store.support", "a file for each rule that adapters share"),
            entry("jobs-http-servlet: dev.jobs.http.servlet", "a file for each endpoint and each header"),
            entry("jobs-micrometer: dev.jobs.micrometer", "each class that is not public serves one of four that are"),
            entry("jobs-store-jdbc: dev.jobs.store.jdbc.limit", "locks and counts that nobody else may touch"),
            entry("jobs-store-jdbc: dev.jobs.store.jdbc.postgresql", "all in which one database differs from another"),
            entry("jobs-store-memory: dev.jobs.store.memory", "all of them share the lock of one store"),
            entry("jobs-store-testkit: dev.jobs.store.testkit", "a file for each theme, which an author picks from"),
            entry("jobs-worker: dev.jobs.worker.attempt", "the parts of one attempt, which nobody else may touch"),
            entry("jobs-worker: dev.jobs.worker.engine", "the loops of one worker, which nobody else may touch"),
            entry("benchmarks: dev.jobs.benchmarks", "a file for each benchmark and each contender"),
            entry("chaos: dev.jobs.chaos", "one program, which nothing stands on"),
            entry("audio-service: dev.jobs.examples.audio.service", "one service, to be read as a whole"),
            entry("audio-service: dev.jobs.examples.audio.sound", "a file for each step of the sound's way"));

    @Test
    void aPackageHasSomeFifteenFilesUnlessThereIsAReason() throws IOException {
        assertThat(larger()).containsExactlyInAnyOrderElementsOf(LARGER.keySet());
    }

    private static Set<String> larger() throws IOException {
        final Map<String, Long> sizes = new TreeMap<>();
        for (final Path sources : sourceFolders()) {
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.getFileName().toString().endsWith(".java"))
                        .filter(file -> !file.getFileName().toString().endsWith("-info.java"))
                        .collect(groupingBy(file -> name(sources, file), counting()))
                        .forEach((name, number) -> sizes.merge(name, number, Long::sum));
            }
        }
        assertThat(sizes).hasSizeGreaterThan(50);
        sizes.values().removeIf(number -> number <= MOST_FILES);
        return sizes.keySet();
    }

    private static List<Path> sourceFolders() throws IOException {
        try (Stream<Path> modules = Files.walk(Path.of(".."), 2)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static String name(final Path sources, final Path file) {
        final Path module = sources.getParent().getParent().getParent();
        final String packageName =
                sources.relativize(file.getParent()).toString().replace('/', '.');
        return module.getFileName() + ": " + packageName;
    }
}
