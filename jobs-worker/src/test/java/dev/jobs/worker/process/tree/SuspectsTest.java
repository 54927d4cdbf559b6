package dev.jobs.worker.process.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.ProcessEntry;
import dev.jobs.worker.process.table.ProcessIdentity;
import dev.jobs.worker.process.table.Sign;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final long INIT = 1;
    private static final long WORKER = 40;
    private static final long BEFORE = 100;
    private static final long SINCE = 700;
    private static final long AFTER = 730;

    private final Set<Long> elsewhere = new HashSet<>();
    private final Suspects suspects = new Suspects(new Suspects.Surroundings() {
        @Override
        public long self() {
            return WORKER;
        }

        @Override
        public long session() {
            return WORKER;
        }

        @Override
        public Set<Long> orphanages() {
            return Set.of(INIT);
        }

        @Override
        public boolean isInOwnGroup(final long pid) {
            return !elsewhere.contains(pid);
        }

        @Override
        public String nameOf(final long pid) {
            return "name";
        }
    });

    @Test
    void anOrphanInANewSessionWithoutASignIsASuspectAndSoAreItsChildren() {
        final ProcessEntry orphan = entry(97, INIT, 97, AFTER, Sign.Without.NONE);
        final ProcessEntry child = entry(98, 97, 97, AFTER, Sign.Without.NONE);

        assertThat(suspects(init(), orphan, child)).containsExactlyInAnyOrder(orphan, child);
        assertThat(suspects.describe(orphan)).isEqualTo("97 (name)");
    }

    @Test
    void whatIsOlderThanTheCommandIsNoSuspect() {
        assertThat(suspects(init(), entry(97, INIT, 97, SINCE - 1, Sign.Without.NONE)))
                .isEmpty();
    }

    @Test
    void whatBearsAnySignOrIsDeadIsNoSuspect() {
        assertThat(suspects(
                        init(),
                        entry(95, INIT, 95, AFTER, new Sign.Numbered(5)),
                        entry(96, INIT, 96, AFTER, new Sign.Marked(new EnvironmentMarks("w", "l", "1"))),
                        entry(97, INIT, 97, AFTER, Sign.Without.OF_ANOTHER_WORKER),
                        new ProcessEntry(new ProcessIdentity(98, AFTER), INIT, 98, false, Sign.Without.NONE)))
                .isEmpty();
    }

    @Test
    void whatIsInAnotherControlGroupIsNoSuspect() {
        elsewhere.add(97L);

        assertThat(suspects(init(), entry(97, INIT, 97, AFTER, Sign.Without.NONE)))
                .isEmpty();
    }

    @Test
    void theServicesOwnChildrenAreNoSuspects() {
        final ProcessEntry child = entry(51, WORKER, WORKER, AFTER, Sign.Without.NONE);
        final ProcessEntry grandchild = entry(52, 51, 52, AFTER, Sign.Without.NONE);
        final ProcessEntry orphanOfItsSession = entry(53, INIT, WORKER, AFTER, Sign.Without.NONE);

        assertThat(suspects(init(), child, grandchild, orphanOfItsSession)).isEmpty();
    }

    @Test
    void aServicesDaemonThatWasSeenWithItsParentIsNoSuspectWhenItHasLostIt() {
        final ProcessEntry child = entry(51, WORKER, WORKER, AFTER, Sign.Without.NONE);
        suspects.learn(List.of(init(), child, entry(97, 51, 97, AFTER, Sign.Without.NONE)));

        assertThat(suspects(init(), entry(97, INIT, 97, AFTER, Sign.Without.NONE)))
                .isEmpty();
        assertThat(suspects(init(), entry(97, INIT, 97, AFTER + 1, Sign.Without.NONE)))
                .as("another process with its id")
                .hasSize(1);
    }

    @Test
    void whatIsInASessionOlderThanTheCommandIsNoSuspect() {
        final ProcessEntry shell = entry(30, INIT, 30, BEFORE, Sign.Without.OLD);

        assertThat(suspects(init(), shell, entry(97, INIT, 30, AFTER, Sign.Without.NONE)))
                .isEmpty();
    }

    @Test
    void theChildOfAnotherProgramIsNoSuspect() {
        final ProcessEntry other = entry(30, INIT, 30, BEFORE, Sign.Without.OLD);

        assertThat(suspects(init(), other, entry(97, 30, 97, AFTER, Sign.Without.NONE)))
                .isEmpty();
    }

    @Test
    void whatLostItsParentInTheMomentOfTheScanIsASuspect() {
        assertThat(suspects(init(), entry(97, 96, 97, AFTER, Sign.Without.NONE)))
                .hasSize(1);
    }

    @Test
    void aMemberOfTheCommandIsNoSuspect() {
        final ProcessEntry member = entry(97, INIT, 97, AFTER, Sign.Without.NONE);

        assertThat(suspects.among(List.of(init(), member), Set.of(member.identity()), SINCE))
                .isEmpty();
    }

    private List<ProcessEntry> suspects(final ProcessEntry... scan) {
        return suspects.among(List.of(scan), Set.of(), SINCE);
    }

    private static ProcessEntry init() {
        return entry(INIT, 0, INIT, 1, Sign.Without.OLD);
    }

    private static ProcessEntry entry(
            final long pid, final long parent, final long session, final long start, final Sign sign) {
        return new ProcessEntry(new ProcessIdentity(pid, start), parent, session, true, sign);
    }
}
