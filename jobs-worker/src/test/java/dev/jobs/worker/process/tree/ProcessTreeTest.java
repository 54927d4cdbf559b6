package dev.jobs.worker.process.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.ProcessEntry;
import dev.jobs.worker.process.table.ProcessIdentity;
import dev.jobs.worker.process.table.Sign;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    private static final EnvironmentMarks MARKS = new EnvironmentMarks("worker", "lease", "1");
    private static final long NUMBER = 77;
    private static final long INIT = 1;
    private static final long FOREIGN_SESSION = 7;

    private final ProcessTree tree = new ProcessTree(MARKS, NUMBER, 0);

    @Test
    void aProcessThatBearsTheMarksBelongsToTheTree() {
        final ProcessEntry marked = marked(100, MARKS);
        final ProcessEntry ofAnotherCommand = marked(101, new EnvironmentMarks("worker", "lease", "2"));
        final ProcessEntry ofAnotherLease = marked(102, new EnvironmentMarks("worker", "other", "1"));
        final ProcessEntry unmarked = unmarked(103, 10, INIT, FOREIGN_SESSION);

        assertThat(tree.livingAmong(List.of(marked, ofAnotherCommand, ofAnotherLease, unmarked)))
                .containsExactly(marked.identity());
    }

    @Test
    void descendantsAndMembersOfItsSessionsBelongToTheTree() {
        final ProcessEntry root = marked(100, MARKS);
        final ProcessEntry child = unmarked(101, 11, 100, FOREIGN_SESSION);
        final ProcessEntry grandchild = unmarked(102, 12, 101, FOREIGN_SESSION);
        final ProcessEntry ofItsSession = unmarked(103, 13, INIT, 100);

        assertThat(tree.livingAmong(List.of(ofItsSession, grandchild, child, root)))
                .containsExactlyInAnyOrder(
                        root.identity(), child.identity(), grandchild.identity(), ofItsSession.identity());
    }

    @Test
    void aMemberOfTheSessionIsFoundAfterTheProcessThatBeganItHasEnded() {
        tree.addRoot(new ProcessIdentity(100, 10));
        final ProcessEntry ofItsSession = unmarked(103, 13, INIT, 100);

        assertThat(tree.livingAmong(List.of(ofItsSession))).containsExactly(ofItsSession.identity());
    }

    @Test
    void aProcessThatGotTheIdOfAMemberDoesNotBelongToTheTree() {
        tree.addRoot(new ProcessIdentity(100, 10));
        final ProcessEntry stranger = unmarked(100, 50, INIT, 100);
        final ProcessEntry childOfStranger = unmarked(101, 51, 100, 100);

        assertThat(tree.livingAmong(List.of(stranger, childOfStranger))).isEmpty();
    }

    @Test
    void aSessionThatWasSeenEmptyIsForgotten() {
        tree.addRoot(new ProcessIdentity(100, 10));
        tree.livingAmong(List.of());

        assertThat(tree.livingAmong(List.of(unmarked(101, 60, INIT, 100)))).isEmpty();
    }

    @Test
    void aZombieIsDead() {
        final var zombie = new ProcessEntry(new ProcessIdentity(100, 10), INIT, 100, false, Sign.Without.NONE);
        tree.addRoot(zombie.identity());

        assertThat(tree.livingAmong(List.of(zombie))).isEmpty();
    }

    private static ProcessEntry marked(final long pid, final EnvironmentMarks marks) {
        return new ProcessEntry(new ProcessIdentity(pid, 10), INIT, pid, true, new Sign.Marked(marks));
    }

    private static ProcessEntry unmarked(
            final long pid, final long startTime, final long parentPid, final long session) {
        return new ProcessEntry(new ProcessIdentity(pid, startTime), parentPid, session, true, Sign.Without.NONE);
    }
}
