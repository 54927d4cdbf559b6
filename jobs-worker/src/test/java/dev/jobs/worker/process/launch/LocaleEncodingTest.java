package dev.jobs.worker.process.launch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.process.ChildProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocaleEncodingTest {
    private final LocaleEncoding ascii = new LocaleEncoding(US_ASCII, "LC_ALL=C");

    @Test
    void whatTheLocaleCannotCarryFailsAndNamesTheLocaleAndNotTheText() {
        final Command plain = Command.of("tool", "plain");

        assertFails(Command.of("tool", "plain", "Müsik.wav"), "argument 2");
        assertFails(plain.environment("NAME", "Müsik"), "environment");
        assertFails(plain.environment("NAMÉ", "plain"), "environment");
        assertFails(plain.directory(Path.of("/tmp/Müsik")), "working directory");
        assertFails(plain.input(Path.of("/tmp/Müsik.wav")), "input file's name");
        assertThatCode(() -> ascii.check(plain)).doesNotThrowAnyException();
    }

    @Test
    void aUtf8LocaleCarriesAllButHalvesOfCharacters() {
        final LocaleEncoding utf8 = new LocaleEncoding(UTF_8, "LC_ALL=C.UTF-8");

        assertThatCode(() -> utf8.check(Command.of("tool", "Müsik 音楽 🎵"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> utf8.check(Command.of("tool", "\uD83C"))).isInstanceOf(CommandFailedException.class);
    }

    @Test
    void theLocaleIsTheFirstThatIsSet() {
        assertThat(LocaleEncoding.locale(Map.of("LC_ALL", "", "LANG", "C"))).isEqualTo("LANG=C");
        assertThat(LocaleEncoding.locale(Map.of("LC_ALL", "POSIX", "LANG", "C")))
                .isEqualTo("LC_ALL=POSIX");
        assertThat(LocaleEncoding.locale(Map.of())).isEqualTo("no LC_ALL, LC_CTYPE or LANG");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWorkerInTheCLocaleStartsNoCommandWithOtherArgumentsThanItWasGiven(@TempDir final Path directory)
            throws Exception {
        final var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Umlaut.class.getName()))
                .redirectErrorStream(true)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().put("LC_ALL", "C");

        builder.start().waitFor();

        assertThat(Files.readString(directory.resolve("out")))
                .contains("LC_ALL=C", "argument 1")
                .doesNotContain("sik");
    }

    /** A program that runs a command with an argument beyond ASCII. */
    static final class Umlaut {
        private Umlaut() {}

        public static void main(final String[] arguments) throws InterruptedException {
            try (var children = ChildProcesses.start("umlaut", Duration.ofSeconds(1))) {
                System.out.println(children.scope("lease-1").run(Command.of("echo", "M\u00fcsik.wav")));
            } catch (final CommandFailedException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private void assertFails(final Command command, final String what) {
        assertThatThrownBy(() -> ascii.check(command))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("its " + what)
                .hasMessageContaining("LC_ALL=C,")
                .hasMessageNotContaining("sik");
    }
}
