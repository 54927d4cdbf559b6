package dev.jobs;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells Kotlin's classes from others, and finds Jackson's module for them. Jobs brings neither Kotlin nor the module along. */
final class KotlinClasses {
    private static final String MODULE = "com.fasterxml.jackson.module.kotlin.KotlinModule";

    private KotlinClasses() {}

    /** Jackson 2's module for Kotlin, if it is on the class path and can be used. */
    static Optional<com.fasterxml.jackson.databind.Module> module() {
        try {
            return Optional.of(Class.forName(MODULE, true, KotlinClasses.class.getClassLoader())
                    .asSubclass(com.fasterxml.jackson.databind.Module.class)
                    .getConstructor()
                    .newInstance());
        } catch (final ReflectiveOperationException | LinkageError e) { // most services have no Kotlin
            return Optional.empty();
        }
    }

    /**
     * The advice for those who have no mapper with a module for Kotlin; empty if this is no class of Kotlin's, or the mapper has the module.
     *
     * @param modules the names of the mapper's modules
     * @param dependency the module that its mapper needs
     */
    static String advice(final Class<?> type, final Stream<String> modules, final String dependency) {
        return isKotlin(type) && modules.noneMatch(name -> name.contains("KotlinModule"))
                ? ". It is a class of Kotlin: add the dependency " + dependency + ":jackson-module-kotlin"
                : "";
    }

    private static boolean isKotlin(final Class<?> type) {
        return Arrays.stream(type.getDeclaredAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals("kotlin.Metadata"));
    }
}
