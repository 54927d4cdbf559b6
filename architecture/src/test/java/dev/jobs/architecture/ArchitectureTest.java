package dev.jobs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the modules, which docs/architecture.md draws. */
class ArchitectureTest {
    private static final String[] API = {
        "dev.jobs", "dev.jobs.store", "dev.jobs.store.operations", "dev.jobs.store.support", "dev.jobs.internal"
    };
    private static final String JDBC = "dev.jobs.store.jdbc..";
    /** The starter joins the modules, so it may know them all; none knows it. */
    private static final String SPRING = "dev.jobs.spring..";

    private static final String[] DATABASES = {"dev.jobs.store.jdbc.postgresql..", "dev.jobs.store.jdbc.h2.."};

    private static final JavaClasses JOBS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.jobs");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.jobs.store.memory..",
                "dev.jobs.store.jdbc..",
                "dev.jobs.store.testkit..",
                "dev.jobs.watch..",
                "dev.jobs.worker..",
                "dev.jobs.client.."
            })
    void aModuleKnowsTheApiAndNoOtherModule(final String module) {
        final String[] known =
                Stream.concat(Arrays.stream(API), Stream.of(module)).toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideOutsideOfPackages("dev.jobs..")))
                .check(JOBS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.jobs.http.servlet..", "dev.jobs.dashboard.."})
    void aModuleThatShowsJobsKnowsTheApiTheWatchAndNoOtherModule(final String module) {
        final String[] known = Stream.concat(
                        Arrays.stream(API), Stream.of("dev.jobs.watch", "dev.jobs.watch.http", module))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideOutsideOfPackages("dev.jobs..")))
                .check(JOBS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.jobs.micrometer..", "dev.jobs.opentelemetry.."})
    void aModuleThatTellsOfWorkersKnowsTheApiTheirHooksAndNoOtherModule(final String module) {
        final String[] known = Stream.concat(
                        Arrays.stream(API),
                        Stream.of("dev.jobs.worker", "dev.jobs.worker.handler", "dev.jobs.worker.listener", module))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideOutsideOfPackages("dev.jobs..")))
                .check(JOBS);
    }

    @Test
    void nobodyKnowsTheStarterAndItKnowsNoDatabaseDriver() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING, "org.springframework..")
                .check(JOBS);
        noClasses()
                .that()
                .resideInAPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.zaxxer..", "org.postgresql..", "org.h2..")
                .allowEmptyShould(true)
                .check(JOBS);
    }

    @Test
    void whatIsForTestsKnowsTheApiTheWorkerAndTheStoreInMemoryAndNobodyKnowsIt() {
        final String[] known = Stream.concat(
                        Arrays.stream(API),
                        Stream.of(
                                "dev.jobs.test..",
                                "dev.jobs.worker",
                                "dev.jobs.worker.command",
                                "dev.jobs.worker.handler",
                                "dev.jobs.worker.listener",
                                "dev.jobs.worker.manual",
                                "dev.jobs.store.memory"))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage("dev.jobs.test..")
                .and()
                .doNotHaveFullyQualifiedName("dev.jobs.test.TransactionStandIn")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideOutsideOfPackages("dev.jobs..")))
                .check(JOBS);
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.jobs.test..", SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jobs.test..")
                .check(JOBS);
    }

    @Test
    void theWatchKnowsNothingOfServlets() {
        noClasses()
                .that()
                .resideInAPackage("dev.jobs.watch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(JOBS);
    }

    @Test
    void theApiKnowsNoModule() {
        classes()
                .that()
                .resideInAnyPackage(API)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(API)
                        .or(resideInAnyPackage(
                                "java..", "com.fasterxml.jackson..", "tools.jackson..", "org.jspecify..")))
                .check(JOBS);
    }

    @Test
    void whatIsInternalToTheApiIsNotUsedElsewhere() {
        noClasses()
                .that()
                .resideOutsideOfPackages(API)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jobs.internal")
                .check(JOBS);
    }

    @Test
    void onlyTheJdbcStoreAndTheStarterKnowJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackages(JDBC, SPRING)
                .and()
                .doNotHaveFullyQualifiedName("dev.jobs.test.TransactionStandIn")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.postgresql..", "org.h2..")
                .check(JOBS);
    }

    @ParameterizedTest
    @CsvSource({"postgresql, org.postgresql..", "h2, org.h2.."})
    void onlyTheRoomOfADatabaseKnowsItsDriver(final String room, final String driver) {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jobs.store.jdbc." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(driver)
                .check(JOBS);
    }

    @Test
    void onlyTheListOfDatabasesKnowsTheirRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackages(DATABASES)
                .and()
                .doNotHaveFullyQualifiedName("dev.jobs.store.jdbc.Databases")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(DATABASES)
                .check(JOBS);
    }

    @Test
    void theRoomsOfDatabasesDoNotKnowEachOther() {
        slices().matching("dev.jobs.store.jdbc.(postgresql|h2)..")
                .should()
                .notDependOnEachOther()
                .check(JOBS);
    }

    @Test
    void onlyTheClassesInTheRoomOfADatabaseNameIt() {
        noClasses()
                .that()
                .resideInAPackage(JDBC)
                .and()
                .resideOutsideOfPackages(DATABASES)
                .should()
                .haveNameMatching("(?i).*(postgres|h2|mysql|maria|oracle|sqlserver).*")
                .check(JOBS);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("dev.jobs.(**)").should().beFreeOfCycles().check(JOBS);
    }

    @Test
    void noStateIsStaticAndMutable() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("no two users of the library in one process may disturb each other")
                .check(JOBS);
    }

    @Test
    void nothingIsPrinted() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jobs.store.testkit..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(JOBS);
    }
}
