package dev.jobs.architecture;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The classes that read the time themselves. All others are given a ticker, so that their tests move it by hand. */
class TimeTest {
    /** The loops in which a thread waits for something that no ticker can bring about, with what that is. */
    private static final Map<String, String> READERS = Map.ofEntries(
            entry("ChildProcess", "the end of a process"),
            entry("TreeTermination", "the end of a tree of processes"),
            entry("RunningTrees", "the time that a scan of processes took"),
            entry("Leftovers", "the end of processes of workers that are gone"),
            entry("ReusedThreads", "a thread that is taken from the pool"),
            entry("Attempts", "the end of handlers"),
            entry("Listeners", "the end of the application's listeners"),
            entry("StandInProcess", "a handler's thread that waits for a faked process"),
            entry("AsideTasks", "the end of threads of a test"),
            entry("H2ExclusiveMode", "other sessions of the database"),
            entry("IncomingSignals", "a notification on a socket"),
            entry("UntilClosed", "the end of a pause, or of the store"));

    /** Programs and kits for tests, in which time is real. */
    private static final Set<String> PROGRAMS = Set.of(
            "dev.jobs.benchmarks", "dev.jobs.browser", "dev.jobs.chaos", "dev.jobs.store.testkit", "dev.jobs.testing");

    @Test
    void theTimeIsReadByTheLoopsThatWaitForSomethingRealAndByNoOthers() {
        final var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.jobs");

        assertThat(classes.stream()
                        .filter(each -> PROGRAMS.stream().noneMatch(each.getPackageName()::startsWith))
                        .filter(TimeTest::readsTheTime)
                        .map(each -> outermost(each).getSimpleName())
                        .collect(toSet()))
                .containsExactlyInAnyOrderElementsOf(READERS.keySet());
    }

    private static boolean readsTheTime(final JavaClass each) {
        return each.getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget().getFullName())
                .anyMatch("java.lang.System.nanoTime()"::equals);
    }

    private static JavaClass outermost(final JavaClass each) {
        return each.getEnclosingClass().map(TimeTest::outermost).orElse(each);
    }
}
