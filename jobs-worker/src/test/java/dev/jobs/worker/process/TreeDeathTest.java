package dev.jobs.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.process.table.FreshScans;
import dev.jobs.worker.process.table.HandleProcessTable;
import dev.jobs.worker.process.table.LinuxProcessTable;
import dev.jobs.worker.process.table.ProcessTable;
import dev.jobs.worker.process.tree.Death;
import dev.jobs.worker.process.tree.Suspects;
import dev.jobs.worker.process.tree.TreeTermination;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@EnabledOnOs(OS.LINUX)
class TreeDeathTest {
    /** Another one in each test: the watchdog of the one before may still be ending what bears its mark. */
    private final String mark = "other-worker-" + UUID.randomUUID();

    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private ChildProcesses children;
    private ProcessScope scope;

    @TempDir
    private Path directory;

    private Path ids;

    @BeforeEach
    void open() {
        children = ChildProcesses.start(UUID.randomUUID().toString(), Duration.ofMillis(300));
        scope = children.scope("lease-1");
        ids = directory.resolve("ids");
    }

    @AfterEach
    void close() {
        handlers.shutdownNow();
        children.close();
    }

    @Test
    void aChildIsDeadAfterItsScopeWasStopped() throws Exception {
        final Future<CommandResult> run = start("echo $$ >>ids; exec sleep 1000");
        final List<Long> started = Processes.awaitIds(ids, 1);

        scope.stop();

        assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
        assertDead(started);
        assertStopped(run);
    }

    @Test
    void aChildThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
        final Future<CommandResult> run = start("trap '' TERM; echo $$ >>ids; while :; do sleep 1000; done");
        final List<Long> started = Processes.awaitIds(ids, 1);
        final long stoppedAt = System.nanoTime();

        scope.stop();

        assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
        assertThat(Duration.ofNanos(System.nanoTime() - stoppedAt)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertDead(started);
        assertStopped(run);
    }

    @Test
    void aChildThatObeysTermMayTidyUp() throws Exception {
        final Future<CommandResult> run =
                start("trap 'echo 1 >>tidied; exit 0' TERM; echo $$ >>ids; while :; do sleep 0.01; done");
        Processes.awaitIds(ids, 1);

        scope.stop();
        scope.awaitDeath();

        assertThat(Processes.idsIn(directory.resolve("tidied"))).containsExactly(1L);
        assertStopped(run);
    }

    @Test
    void aTreeOfThreeGenerationsIsDead() throws Exception {
        final Future<CommandResult> run =
                start("echo $$ >>ids; sh -c 'echo $$ >>ids; sh -c \"echo \\$\\$ >>ids; sleep 1000; :\"; :'; :");
        final List<Long> started = Processes.awaitIds(ids, 3);

        scope.stop();
        scope.awaitDeath();

        assertDead(started);
        assertStopped(run);
    }

    @Test
    void aDoubleForkedGrandchildIsDeadAtTheEnd() throws Exception {
        final CommandResult result = start(
                        "( (echo $$ >/dev/null; sh -c 'echo $$ >>ids; exec sleep 1000') & ); while ! test -s ids; do"
                                + " sleep 0.01; done")
                .get();

        assertThat(result.exitCode()).isZero();
        assertDead(Processes.awaitIds(ids, 1));
    }

    @Test
    void aGrandchildInASessionOfItsOwnIsDeadAtTheEnd() throws Exception {
        final CommandResult result = start(
                        "setsid sh -c 'echo $$ >>ids; exec sleep 1000' & while ! test -s ids; do sleep 0.01; done")
                .get();

        assertThat(result.exitCode()).isZero();
        assertDead(Processes.awaitIds(ids, 1));
    }

    @Test
    void aGrandchildThatClearedItsEnvironmentIsDeadAtTheEnd() throws Exception {
        final CommandResult result = start("env -i /bin/sh -c 'echo $$ >>ids; exec sleep 1000' & "
                        + "while ! test -s ids; do sleep 0.01; done")
                .get();

        assertThat(result.exitCode()).isZero();
        assertDead(Processes.awaitIds(ids, 1));
    }

    @Test
    void aGrandchildThatClearedItsEnvironmentAndLeftTheSessionIsDeadWhenItsParentLived() throws Exception {
        final Future<CommandResult> run =
                start("echo $$ >>ids; setsid env -i /bin/sh -c 'echo $$ >>ids; exec sleep 1000' & wait");
        final List<Long> started = Processes.awaitIds(ids, 2);

        scope.stop();
        scope.awaitDeath();

        assertDead(started);
        assertStopped(run);
    }

    @Test
    void aGrandchildThatHoldsTheOutputOpenDoesNotBlockTheHandler() throws Exception {
        final CommandResult result = start("sh -c 'trap \"\" TERM; echo $$ >>ids; exec sleep 1000' & "
                        + "while ! test -s ids; do sleep 0.01; done; echo done")
                .get();

        assertThat(result.outputTail()).isEqualTo("done\n");
        assertDead(Processes.awaitIds(ids, 1));
    }

    @Test
    void aGrandchildThatWritesWithoutEndTakesNoMemory() throws Exception {
        final CommandResult result = start(
                        "sh -c 'trap \"\" TERM; echo $$ >>ids; yes' & while ! test -s ids; do sleep 0.01; done")
                .get();

        assertThat(result.outputTail()).hasSize(8 * 1024);
        assertDead(Processes.awaitIds(ids, 1));
    }

    @Test
    void aTreeThatForksOnWhileItIsStoppedIsDead() throws Exception {
        final Future<CommandResult> run = start(
                "trap '' TERM; echo $$ >>ids; while :; do (sh -c 'trap \"\" TERM; sleep 1000' &); sleep 0.02; done");
        final List<Long> started = Processes.awaitIds(ids, 1);

        scope.stop();
        scope.awaitDeath();

        assertDead(started);
        assertThat(new LinuxProcessTable("any").scan().entries())
                .noneMatch(entry -> entry.alive() && entry.session() == started.get(0));
        assertStopped(run);
    }

    @Test
    void aStopAtTheMomentOfTheStartLeavesNoProcess() throws Exception {
        for (int i = 0; i < 50; i++) {
            final ProcessScope each = children.scope("lease-" + i);
            final Future<CommandResult> run = handlers.submit(() -> each.run(Command.of("sleep", "1000")));

            each.stop();

            assertStopped(run);
            assertThat(each.awaitDeath()).isEqualTo(Death.SEEN);
        }
    }

    @Test
    void aStoppedScopeStartsNothing() {
        scope.stop();

        assertThatThrownBy(() -> scope.run(command("echo $$ >>ids"))).isInstanceOf(ScopeStoppedException.class);
        assertThat(ids).doesNotExist();
    }

    @Test
    void anInterruptEndsTheTreeBeforeItIsThrown() throws Exception {
        final var dead = new ArrayList<Boolean>();
        final Future<?> run = handlers.submit(() -> {
            try {
                scope.run(command("trap '' TERM; echo $$ >>ids; while :; do sleep 1000; done"));
            } catch (final InterruptedException expected) {
                dead.add(Processes.idsIn(ids).stream().noneMatch(Processes::runs));
            }
            return dead;
        });
        Processes.awaitIds(ids, 1);

        handlers.shutdownNow();
        run.get();

        assertThat(dead).containsExactly(true);
    }

    @Test
    void theEndOfOneCommandLeavesAnotherOfTheSameAttemptAlone() throws Exception {
        final Future<CommandResult> other = start("echo $$ >>ids; exec sleep 1000");
        final List<Long> started = Processes.awaitIds(ids, 1);

        scope.run(Command.of("true"));

        assertThat(started).allMatch(Processes::runs);
        scope.stop();
        scope.awaitDeath();
        assertDead(started);
        assertStopped(other);
    }

    @Test
    void theStopOfOneAttemptLeavesAnotherAlone() throws Exception {
        final ProcessScope another = children.scope("lease-2");
        final Future<CommandResult> run = handlers.submit(() -> another.run(command("echo $$ >>ids; exec sleep 1000")));
        final List<Long> started = Processes.awaitIds(ids, 1);
        final Future<CommandResult> stopped = handlers.submit(() -> scope.run(Command.of("sleep", "1000")));

        scope.stop();
        scope.awaitDeath();

        assertThat(started).allMatch(Processes::runs);
        assertStopped(stopped);
        another.stop();
        assertStopped(run);
    }

    @Test
    void aProcessThatCannotBeFoundButHoldsTheOutputMakesTheDeathPresumed() throws Exception {
        final CommandResult result = start("(setsid env -i /bin/sh -c 'echo $$ >>ids; exec sleep 1000' &); "
                        + "while ! test -s ids; do sleep 0.01; done")
                .get();

        final long lost = Processes.awaitIds(ids, 1).get(0);
        assertThat(result.exitCode()).isZero();
        assertThat(scope.awaitDeath()).isEqualTo(Processes.runs(lost) ? Death.PRESUMED : Death.SEEN);
        ProcessHandle.of(lost).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aListenerThatHangsDoesNotKeepAStoppedCommand() throws Exception {
        final var forEver = new CountDownLatch(1);
        final var entered = new CountDownLatch(1);
        final Future<CommandResult> run = handlers.submit(() ->
                scope.run(command("echo $$ >>ids; echo line; exec sleep 1000").onLine(line -> {
                    entered.countDown();
                    awaitWithoutEnd(forEver);
                })));
        entered.await();

        scope.stop();

        assertThat(scope.awaitDeath()).isEqualTo(Death.SEEN);
        assertDead(Processes.idsIn(ids));
        assertStopped(run);
        forEver.countDown();
    }

    @Test
    void withoutProcTheTreeIsDeadAsFarAsHandlesTell() throws Exception {
        try (var others = childProcesses(new HandleProcessTable(), Thread::new)) {
            final ProcessScope other = others.scope("lease-1");
            final Future<CommandResult> run = handlers.submit(
                    () -> other.run(command("trap '' TERM; echo $$ >>ids; sh -c 'echo $$ >>ids; exec sleep 1000'; :")));
            final List<Long> started = Processes.awaitIds(ids, 2);

            other.stop();

            assertThat(other.awaitDeath()).isEqualTo(Death.PRESUMED);
            assertDead(started);
            assertStopped(run);
        }
    }

    @Test
    void whereNoThreadCanBeHadWhoWaitsForTheEndBringsItAbout() throws Exception {
        try (var others = childProcesses(ProcessTable.ofThisPlatform(mark), TreeDeathTest::exhausted)) {
            final ProcessScope other = others.scope("lease-1");
            final Future<CommandResult> run =
                    handlers.submit(() -> other.run(command("trap '' TERM; echo $$ >>ids; sleep 1000; :")));
            final List<Long> started = Processes.awaitIds(ids, 1);

            other.stop();
            final Future<Death> death = handlers.submit(other::awaitDeath);

            assertThat(death.get(60, TimeUnit.SECONDS)).isEqualTo(Death.SEEN);
            assertDead(started);
            assertStopped(run);
        }
    }

    @Test
    void anEndThatFailsOnWhoWaitsForItIsBroughtAboutByTheNextWhoDoes() throws Exception {
        final ProcessTable real = ProcessTable.ofThisPlatform(mark);
        final AtomicInteger failures = new AtomicInteger();
        final ProcessTable table = (ProcessTable) Proxy.newProxyInstance(
                ProcessTable.class.getClassLoader(),
                new Class<?>[] {ProcessTable.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("scan") && isOfAnEnd() && failures.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("made by the test");
                    }
                    return method.invoke(real, arguments);
                });
        try (var others = childProcesses(table, TreeDeathTest::exhausted)) {
            final ProcessScope other = others.scope("lease-1");
            final Future<CommandResult> run =
                    handlers.submit(() -> other.run(command("trap '' TERM; echo $$ >>ids; sleep 1000; :")));
            final List<Long> started = Processes.awaitIds(ids, 1);
            failures.set(1);

            other.stop();
            final Future<Death> first = handlers.submit(other::awaitDeath);

            assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(OutOfMemoryError.class);
            assertThat(handlers.submit(other::awaitDeath).get(60, TimeUnit.SECONDS))
                    .isEqualTo(Death.SEEN);
            assertDead(started);
            assertStopped(run);
        }
    }

    @Test
    void whatMayNotBeSignalledIsNamedAndItsEndPresumedAtAStop() throws Exception {
        try (var others = childProcesses(refusingSignals(), Thread::new)) {
            final ProcessScope other = others.scope("lease-1");
            final Future<CommandResult> run = handlers.submit(
                    () -> other.run(
                            command(
                                    "setsid sh -c 'echo $$ >>ids; exec sleep 1000' >/dev/null 2>&1 & while ! test -s ids; do sleep 0.01; done")));
            final List<Long> started = Processes.awaitIds(ids, 1);

            assertThatThrownBy(() -> run.get(1, TimeUnit.SECONDS))
                    .as("what is known to live keeps its job")
                    .isInstanceOf(TimeoutException.class);
            other.stop();

            assertThat(other.awaitDeath()).isEqualTo(Death.PRESUMED);
            assertThat(started).allMatch(Processes::runs);
            assertStopped(run);
            ProcessHandle.of(started.get(0)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whereProcessesMayBeHiddenEachEndIsPresumed() throws Exception {
        final ProcessTable hiding =
                changed((method, original) -> method.equals("hidesProcesses") ? true : original.call());
        try (var others = childProcesses(hiding, Thread::new)) {
            final ProcessScope other = others.scope("lease-1");

            other.run(Command.of("true"));

            assertThat(other.awaitDeath()).isEqualTo(Death.PRESUMED);
        }
    }

    @Test
    void anEndThatFailsOnItsOwnThreadGoesOnByItself() throws Exception {
        final AtomicInteger failures = new AtomicInteger();
        final ProcessTable failing = changed((method, original) -> {
            if (method.equals("scan") && isOfAnEnd() && failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("made by the test");
            }
            return original.call();
        });
        try (var others = childProcesses(failing, Thread::new)) {
            final ProcessScope other = others.scope("lease-1");
            final Future<CommandResult> run =
                    handlers.submit(() -> other.run(command("echo $$ >>ids; exec sleep 1000")));
            final List<Long> started = Processes.awaitIds(ids, 1);
            failures.set(3);

            other.stop();

            assertThat(handlers.submit(other::awaitDeath).get(60, TimeUnit.SECONDS))
                    .isEqualTo(Death.SEEN);
            assertDead(started);
            assertStopped(run);
        }
    }

    @Test
    void whereNoScanIsCompleteTheEndIsPresumedAfterTheGrace() throws Exception {
        final ProcessTable hasty = changed((method, original) -> {
            final Object answer = original.call();
            return answer instanceof ProcessTable.Scan scan ? new ProcessTable.Scan(scan.entries(), false) : answer;
        });
        try (var others = childProcesses(hasty, Thread::new)) {
            final ProcessScope other = others.scope("lease-1");

            other.run(Command.of("true"));

            assertThat(other.awaitDeath()).isEqualTo(Death.PRESUMED);
        }
    }

    @Test
    void anEndIsSeenByTheFirstScanThatIsCompleteAlsoAfterTheGrace() throws Exception {
        final AtomicInteger scans = new AtomicInteger();
        final ProcessTable hasty = changed((method, original) -> {
            final Object answer = original.call();
            return answer instanceof ProcessTable.Scan scan && isOfAnEnd() && scans.incrementAndGet() <= 9
                    ? new ProcessTable.Scan(scan.entries(), false)
                    : answer;
        });
        try (var others = childProcesses(hasty, Duration.ZERO, Thread::new)) {
            final ProcessScope other = others.scope("lease-1");

            other.run(Command.of("true"));

            assertThat(other.awaitDeath()).isEqualTo(Death.SEEN);
        }
    }

    /** True if a scan is not one of those that are made while commands run. */
    private static boolean isOfAnEnd() {
        return !Thread.currentThread().getName().equals("jobs-processes");
    }

    private ProcessTable refusingSignals() {
        return changed((method, original) -> method.equals("signal") ? false : original.call());
    }

    private ProcessTable changed(final Change change) {
        final ProcessTable real = ProcessTable.ofThisPlatform(mark);
        return (ProcessTable) Proxy.newProxyInstance(
                ProcessTable.class.getClassLoader(),
                new Class<?>[] {ProcessTable.class},
                (proxy, method, arguments) -> change.answer(method.getName(), () -> method.invoke(real, arguments)));
    }

    /** Another answer of a process table. */
    private interface Change {
        Object answer(String method, Callable<Object> original) throws Exception;
    }

    private static Thread exhausted(final Runnable task) {
        return new Thread(task) {
            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
    }

    private ChildProcesses childProcesses(final ProcessTable table, final ThreadFactory threads) {
        return childProcesses(table, Duration.ofMillis(300), threads);
    }

    private ChildProcesses childProcesses(final ProcessTable table, final Duration grace, final ThreadFactory threads) {
        return new ChildProcesses(
                mark,
                new TreeTermination.Means(table, new FreshScans(table::scan), Suspects.nobody(), grace, threads),
                Optional::empty);
    }

    private static void awaitWithoutEnd(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException stray) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<CommandResult> start(final String script) {
        return handlers.submit(() -> scope.run(command(script)));
    }

    private Command command(final String script) {
        return Command.of("sh", "-c", script).directory(directory);
    }

    private static void assertDead(final List<Long> processes) {
        assertThat(processes).isNotEmpty().noneMatch(Processes::runs);
    }

    private static void assertStopped(final Future<CommandResult> run) {
        assertThatThrownBy(run::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ScopeStoppedException.class);
    }
}
