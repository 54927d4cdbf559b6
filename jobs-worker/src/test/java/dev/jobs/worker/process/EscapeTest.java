package dev.jobs.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.group.ControlGroups;
import dev.jobs.worker.process.launch.ProgramLookup;
import dev.jobs.worker.process.table.ProcReader;
import dev.jobs.worker.process.tree.Death;
import dev.jobs.worker.thread.OneTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways in which a process may hide from its job, by what its end is confirmed. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class EscapeTest {
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** The part of all programs: say that they live, prctl, daemonize, and stay. */
    private static final String PROGRAM = """
            use POSIX;
            sub up { open F, '>up'; close F }
            sub control { chomp(my $m = `uname -m`); syscall($m eq 'aarch64' ? 167 : 157, @_, 0, 0, 0) }
            sub daemon {
                exit if fork; POSIX::setsid(); exit if fork;
                open STDIN, '</dev/null'; open STDOUT, '>/dev/null'; open STDERR, '>/dev/null';
            }
            """;

    private static final String UNTIL_UP = "\nwhile ! test -e up; do sleep 0.01; done; sleep 0.05; ";
    private static final String SHED_ALL =
            "( ( ulimit -S -m unlimited; exec setsid env -i perl escape.pl $TAG ) </dev/null >/dev/null 2>&1 & );"
                    + UNTIL_UP;
    private static final String DAEMON = "daemon();";
    private static final String STAY = "up(); sleep 1000;";

    private final String tag = "escape-" + UUID.randomUUID();
    private final ExecutorService handlers = Executors.newCachedThreadPool();

    @TempDir
    private Path directory;

    enum Mechanism {
        CONTROL_GROUP,
        MARKS
    }

    /** Each leaves a process behind that is found and ended by either mechanism. */
    enum Escape {
        SESSION_WITHOUT_ENVIRONMENT("setsid env -i perl escape.pl $TAG &", STAY),
        ORPHAN_WITHOUT_ANYTHING(
                "( ( exec setsid env -i perl escape.pl $TAG 0<&- 1>&- 2>&- ) </dev/null >/dev/null 2>&1 & )", STAY),
        TITLE_OVER_ITS_ENVIRONMENT(DAEMON + "$0 = $ARGV[0] . '-' x 9000;" + STAY),
        NOT_TO_BE_LOOKED_AT(DAEMON + "control(4, 0);" + STAY),
        ELSEWHERE_WITHOUT_FILES(
                DAEMON + "umask 0; %ENV = ();" + STAY.replace("sleep", "POSIX::close($_) for 0 .. 9; sleep")),
        STOPPED(DAEMON + "$SIG{TERM} = 'IGNORE';" + STAY.replace("sleep", "kill STOP => $$; sleep")),
        HOPPING(DAEMON + "for (1 .. 300) { exit if fork; POSIX::setsid() }" + STAY),
        EXECUTING_ITSELF("if (@ARGV < 2) {" + DAEMON
                + "} if (@ARGV < 60) { %ENV = (); exec $^X, 'escape.pl', @ARGV, 1 }" + STAY),
        FORKING_ON(DAEMON + "$SIG{TERM} = 'IGNORE'; $SIG{CHLD} = 'IGNORE'; for (1 .. 200) {"
                + " if (!fork) { POSIX::setsid(); %ENV = (); sleep 1000 } up() if $_ == 20; select undef, undef, undef, 0.01 }"
                + STAY),
        RESTARTING_EACH_OTHER(DAEMON + "$SIG{TERM} = 'IGNORE'; up(); while (1) { my $me = $$; my $child = fork;"
                + " if ($child) { waitpid $child, 0 } else { POSIX::setsid(); while (getppid == $me) {"
                + " select undef, undef, undef, 0.01 } } }"),
        NAMED_LIKE_THE_KERNEL(DAEMON + "$0 = \"[kworker/0:1] $ARGV[0]\";" + STAY),
        BELOW_A_SUBREAPER("if (@ARGV == 1) { control(36, 1);"
                + " system \"( ( exec setsid env -i perl escape.pl $ARGV[0] x ) & )\"; sleep 1; exit }" + STAY);

        private final String shell;
        private final String perl;

        Escape(final String perl) {
            this("perl escape.pl $TAG &", perl);
        }

        Escape(final String shell, final String perl) {
            this.shell = shell;
            this.perl = perl;
        }
    }

    @BeforeAll
    static void needsPerl() {
        assumeTrue(ProgramLookup.find("perl").isPresent(), "There is no perl to escape with");
    }

    @AfterEach
    void killWhatIsLeft() {
        handlers.shutdownNow();
        living().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    @ParameterizedTest
    @EnumSource
    void aPlainCommandIsConfirmed(final Mechanism mechanism) throws Exception {
        try (ChildProcesses children = children(mechanism)) {
            for (int i = 0; i < 10; i++) {
                final ProcessScope scope = children.scope("lease-" + i);
                scope.run(Command.of("sh", "-c", "sleep 0.01; true | cat"));

                assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"CONTROL_GROUP, false", "CONTROL_GROUP, true", "MARKS, false", "MARKS, true"})
    void whateverHidesIsDeadWhenItsEndIsConfirmed(final Mechanism mechanism, final boolean cancelled) throws Exception {
        try (ChildProcesses children = children(mechanism)) {
            for (final Escape escape : Escape.values()) {
                Files.deleteIfExists(directory.resolve("up"));

                final Death death = end(children, escape, cancelled);

                assertThat(living()).as(escape.name()).isEmpty();
                assertThat(death).as(escape.name()).isEqualTo(Death.SEEN);
            }
        }
    }

    @Test
    void whatSheddedEverySignIsDeadByItsControlGroup() throws Exception {
        try (ChildProcesses children = children(Mechanism.CONTROL_GROUP)) {
            final ProcessScope scope = children.scope("lease-1");
            write(STAY);

            scope.run(command(SHED_ALL));

            assertThat(living()).isEmpty();
            assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
        }
    }

    @Test
    void whatLeftItsControlGroupIsFoundByItsNumber() throws Exception {
        final Path own = ControlGroups.ownGroup(
                        Files.readString(Path.of("/proc/self/cgroup")),
                        Files.readString(Path.of("/proc/self/mountinfo")))
                .orElse(directory);
        try (ChildProcesses children = children(Mechanism.CONTROL_GROUP)) {
            final ProcessScope scope = children.scope("lease-1");
            write(STAY);

            scope.run(command(
                    "echo 0 >" + own.resolve("cgroup.procs") + "; setsid env -i perl escape.pl $TAG &" + UNTIL_UP));

            assertThat(living()).isEmpty();
            assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
        }
    }

    private Death end(final ChildProcesses children, final Escape escape, final boolean cancelled) throws Exception {
        final ProcessScope scope = children.scope("lease-" + escape);
        write(escape.perl);
        if (!cancelled) {
            scope.run(command(escape.shell + UNTIL_UP));
            return scope.awaitDeath();
        }
        final Future<?> run = handlers.submit(() -> scope.run(command(escape.shell + UNTIL_UP + "sleep 1000")));
        Await.until("something that escapes", () -> Files.exists(directory.resolve("up")) || run.isDone());
        scope.stop();
        return scope.awaitDeath();
    }

    private void write(final String perl) throws IOException {
        Files.writeString(directory.resolve("escape.pl"), PROGRAM + perl);
    }

    private Command command(final String script) {
        return Command.of("sh", "-c", script).directory(directory).environment("TAG", tag);
    }

    private static ChildProcesses children(final Mechanism mechanism) {
        final String mark = UUID.randomUUID().toString();
        final OneTime<Optional<ControlGroups>> groups =
                new OneTime<>(() -> mechanism == Mechanism.MARKS ? Optional.empty() : ControlGroups.open());
        assumeTrue(
                mechanism == Mechanism.MARKS || groups.get().isPresent(),
                "No control group (version 2) can be made below this process's own");
        return new ChildProcesses(mark, ChildProcesses.means(mark, GRACE), groups::get);
    }

    private List<Long> living() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .map(Long::valueOf)
                    .filter(pid -> Processes.runs(pid) && commandLine(pid).contains(tag))
                    .toList();
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static String commandLine(final long pid) {
        return ProcReader.text("/proc/" + pid + "/cmdline").orElse("");
    }
}
