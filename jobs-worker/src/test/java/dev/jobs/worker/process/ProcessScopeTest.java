package dev.jobs.worker.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandFailedException;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.process.output.LineSplitter;
import dev.jobs.worker.process.table.FreshScans;
import dev.jobs.worker.process.table.ProcessTable;
import dev.jobs.worker.process.tree.Death;
import dev.jobs.worker.process.tree.Suspects;
import dev.jobs.worker.process.tree.TreeTermination;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ProcessScopeTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private ChildProcesses children;
    private ProcessScope scope;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        children = ChildProcesses.start(UUID.randomUUID().toString(), Duration.ofMillis(300));
        scope = children.scope("lease-1");
    }

    @AfterEach
    void close() {
        children.close();
    }

    @Test
    void aCommandThatDoesWellAnswersItsOutput() throws InterruptedException {
        final CommandResult result = scope.run(Command.of("sh", "-c", "echo out; echo error >&2"));

        assertThat(result).isEqualTo(new CommandResult(0, "out\nerror\n"));
    }

    @Test
    void theListenerGetsEveryLineBeforeRunReturns() throws InterruptedException {
        final List<String> lines = new CopyOnWriteArrayList<>();

        scope.run(Command.of("sh", "-c", "printf 'one\\r\\ntwo\\rthree\\n\\nlast'")
                .onLine(lines::add));

        assertThat(lines).containsExactly("one", "two", "three", "", "last");
    }

    @Test
    void aListenerThatThrowsIsCalledNoMoreAndHarmsNothing() throws InterruptedException {
        final List<String> lines = new CopyOnWriteArrayList<>();

        final CommandResult result =
                scope.run(Command.of("seq", "100000").tailBytes(7).onLine(line -> {
                    lines.add(line);
                    throw new IllegalStateException("on purpose");
                }));

        assertThat(lines).containsExactly("1");
        assertThat(result.outputTail()).isEqualTo("100000\n");
    }

    @Test
    void aLongOutputWithoutLineEndsComesInPiecesAndItsTailIsKept() throws InterruptedException {
        final List<Integer> pieces = new CopyOnWriteArrayList<>();

        final CommandResult result =
                scope.run(Command.of("sh", "-c", "head -c 300000000 /dev/zero | tr '\\0' x; printf end >&2")
                        .tailBytes(10)
                        .onLine(piece -> pieces.add(piece.length())));

        assertThat(result.outputTail()).isEqualTo("xxxxxxxend");
        assertThat(pieces).allMatch(length -> length <= LineSplitter.MAX_LINE_BYTES);
        assertThat(pieces.stream().mapToInt(Integer::intValue).sum()).isEqualTo(300_000_003);
    }

    @Test
    void aChildReadsTheInputItIsGiven() throws Exception {
        final Path file = Files.writeString(directory.resolve("input"), "from a file");

        assertThat(scope.run(Command.of("cat").input("from bytes".getBytes(UTF_8)))
                        .outputTail())
                .isEqualTo("from bytes");
        assertThat(scope.run(Command.of("cat").input(file)).outputTail()).isEqualTo("from a file");
        assertThat(scope.run(Command.of("wc", "-c").input(new byte[10_000_000])).outputTail())
                .isEqualToIgnoringWhitespace("10000000");
    }

    @Test
    void aChildWithoutInputReadsItsEndAtOnce() throws InterruptedException {
        assertThat(scope.run(Command.of("cat")).outputTail()).isEmpty();
    }

    @Test
    void aChildThatLeavesItsInputUnreadEndsWell() throws InterruptedException {
        assertThat(scope.run(Command.of("true").input(new byte[10_000_000])).exitCode())
                .isZero();
    }

    @Test
    void aChildGetsTheEnvironmentAndDirectoryOfItsCommand() throws Exception {
        final CommandResult result = scope.run(Command.of("sh", "-c", "echo $GREETING; pwd -P")
                .environment("GREETING", "hello")
                .directory(directory));

        assertThat(result.outputTail()).isEqualTo("hello\n" + directory.toRealPath() + "\n");
    }

    @Test
    void aVariableReachesACommandWhateverItsNameAndValue() throws Exception {
        final Command env = Command.of("env").tailBytes(1_000_000);

        assertThat(scope.run(env.environment("PLAIN", "two\nlines")).outputTail())
                .contains("PLAIN=two\nlines\n");
        assertThat(scope.run(env.environment("a.b-c", "dotted").environment("1", "one"))
                        .outputTail())
                .contains("a.b-c=dotted\n", "1=one\n");
        assertThat(scope.run(env.environment("IFS", "x").environment("a.b-c", "dotted"))
                        .outputTail())
                .contains("IFS=x\n", "a.b-c=dotted\n");
    }

    @Test
    void aProgramIsFoundRelativeToTheDirectoryOfItsCommand() throws Exception {
        final Path program = Files.writeString(directory.resolve("tool"), "#!/bin/sh\necho ran\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(scope.run(Command.of("./tool").directory(directory)).outputTail())
                .isEqualTo("ran\n");
    }

    @Test
    void anotherCodeThanZeroFailsWithTheCodeAndTheLastLines() {
        assertThatThrownBy(() -> scope.run(Command.of("sh", "-c", "seq 20; exit 3")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("sh ended with code 3:\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20");
    }

    @Test
    void aSignalThatNobodyOfUsSentFailsWithItsName() {
        assertThatThrownBy(() -> scope.run(Command.of("sh", "-c", "echo going; kill -SEGV $$")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("sh was ended by SIGSEGV (code 139):\ngoing");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> scope.run(Command.of("no-such-program")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("no-such-program was not found on the PATH");
        assertThatThrownBy(() -> scope.run(Command.of("/no/such/program")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("program was not found: there is no /no/such/program");
    }

    @Test
    void aFileThatIsNotExecutableIsNamed() throws Exception {
        final Path file = Files.writeString(directory.resolve("notes"), "text");

        assertThatThrownBy(() -> scope.run(Command.of(file.toString())))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("notes cannot be started: " + file + " is not executable");
    }

    @Test
    void aProgramWhoseInterpreterIsMissingFailsAndIsNamed() throws Exception {
        final Path file = Files.writeString(directory.resolve("tool"), "#!/no/such/interpreter\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> scope.run(Command.of(file.toString())))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("tool ");
    }

    @Test
    void aMissingWorkingDirectoryIsNamed() {
        final Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> scope.run(Command.of("true").directory(missing)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("true cannot be started: its working directory " + missing + " does not exist");
    }

    @Test
    void aMissingInputFileIsNamed() {
        final Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> scope.run(Command.of("cat").input(missing)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("cat cannot be started: its input " + missing + " cannot be read");
    }

    @Test
    void argumentsAndEnvironmentAreInNoMessage() {
        final Command command = Command.of("sh", "-c", "exit 1", "s3cret").environment("TOKEN", "s3cret");
        final Command tooLong = Command.of("sh", "s3cret".repeat(1_000_000)).environment("TOKEN", "s3cret");

        assertThatThrownBy(() -> scope.run(command)).hasMessage("sh ended with code 1");
        assertThatThrownBy(() -> scope.run(tooLong))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("sh cannot be started")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void aCommandThatIsMadeSlowlyHoldsUpNeitherTheListOfProcessesNorAStop() throws Exception {
        final CountDownLatch making = new CountDownLatch(1);
        final CountDownLatch made = new CountDownLatch(1);
        final ExecutorService others = Executors.newCachedThreadPool();
        try (ChildProcesses slow = childProcesses(whenNewestStartIsAsked(() -> {
            making.countDown();
            made.await();
            return 0L;
        }))) {
            final ProcessScope slowly = slow.scope("lease-1");
            final Future<CommandResult> run = others.submit(() -> slowly.run(Command.of("true")));
            making.await();

            assertThat(others.submit(slowly::children).get(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isEmpty();
            others.submit(slowly::stop).get(BOUND.toSeconds(), TimeUnit.SECONDS);

            made.countDown();
            assertThatThrownBy(run::get).hasCauseInstanceOf(ScopeStoppedException.class);
        } finally {
            made.countDown();
            others.shutdownNow();
        }
    }

    /** A table that is asked for the newest start when a command is made. */
    private static ProcessTable whenNewestStartIsAsked(final Callable<Long> answer) {
        final ProcessTable real = ProcessTable.ofThisPlatform("slow");
        return (ProcessTable) Proxy.newProxyInstance(
                ProcessTable.class.getClassLoader(),
                new Class<?>[] {ProcessTable.class},
                (proxy, method, arguments) ->
                        method.getName().equals("newestStart") ? answer.call() : method.invoke(real, arguments));
    }

    private static ChildProcesses childProcesses(final ProcessTable table) {
        return new ChildProcesses(
                "slow",
                new TreeTermination.Means(
                        table, new FreshScans(table::scan), Suspects.nobody(), Duration.ZERO, Thread::new),
                Optional::empty);
    }

    @Test
    void aScopeThatStartedNothingIsDeadAtOnce() throws InterruptedException {
        scope.stop();

        assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
    }
}
