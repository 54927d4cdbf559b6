package dev.jobs.worker.process.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobs.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ControlGroupsTest {
    private static final String HYBRID = """
            40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw
            """;

    @Test
    void theOwnGroupIsFoundWhereItIsMounted() {
        assertThat(ControlGroups.ownGroup("4:memory:/a\n0::/system.slice/x.service\n", HYBRID))
                .contains(Path.of("/sys/fs/cgroup/unified/system.slice/x.service"));
        assertThat(ControlGroups.ownGroup("0::/\n", HYBRID)).contains(Path.of("/sys/fs/cgroup/unified"));
        assertThat(ControlGroups.ownGroup(
                        "0::/docker/x/y\n", "1 2 0:3 /docker/x /sys/fs/cgroup rw - cgroup2 cgroup rw"))
                .contains(Path.of("/sys/fs/cgroup/y"));
        assertThat(ControlGroups.ownGroup("0::/other\n", "1 2 0:3 /docker/x /sys/fs/cgroup rw - cgroup2 cgroup rw"))
                .isEmpty();
        assertThat(ControlGroups.ownGroup("4:memory:/a\n", HYBRID)).isEmpty();
    }

    @Test
    void whatEntersAGroupIsKilledAndSeenDeadByIt() throws Exception {
        final ControlGroups groups = groups();
        try {
            final ControlGroup group = groups.create().orElseThrow();
            final Process process = new ProcessBuilder(
                            "sh",
                            "-c",
                            "echo 0 >\"$1\"; trap '' TERM; sleep 1000 & exec sleep 1000",
                            "x",
                            group.entrance().toString())
                    .start();
            Await.until("two in the group", () -> group.processes().size() == 2);

            assertThat(group.isPopulated()).isTrue();
            group.kill();
            Await.until("nothing lives", () -> !group.isPopulated());

            assertThat(process.waitFor()).isEqualTo(128 + 9);
            group.remove();
            assertThat(group.entrance().getParent()).doesNotExist();
        } finally {
            groups.close();
        }
        assertThat(groups.directory()).doesNotExist();
    }

    @Test
    void aWorkersGroupGoesWithTheLastOfItsCommands() throws Exception {
        final ControlGroups groups = groups();
        final ControlGroup group = groups.create().orElseThrow();
        Files.writeString(
                group.entrance(),
                Long.toString(new ProcessBuilder("sleep", "1000").start().pid()));
        groups.close();
        assertThat(groups.directory()).exists();

        group.kill();
        Await.until("nothing lives", () -> !group.isPopulated());
        group.remove();

        assertThat(groups.directory()).doesNotExist();
    }

    private static ControlGroups groups() {
        final Optional<ControlGroups> groups = ControlGroups.open();
        assumeTrue(groups.isPresent(), "No control group (version 2) can be made below this process's own");
        return groups.get();
    }
}
