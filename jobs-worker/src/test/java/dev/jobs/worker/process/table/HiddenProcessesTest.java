package dev.jobs.worker.process.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenProcessesTest {
    @ParameterizedTest
    @CsvSource({
        // mount options, effective capabilities, group, no new privileges, hidden
        "rw,                      0,             1000, 0, false",
        "'rw,hidepid=0',          0,             1000, 0, false",
        "'rw,hidepid=2',          0,             1000, 0, true",
        "'rw,hidepid=invisible',  0,             1000, 0, true",
        "'rw,hidepid=noaccess',   0,             1000, 0, true",
        "'rw,hidepid=2',          000001ffffffffff, 0, 0, false",
        "'rw,hidepid=2',          00000000a80425fb, 1000, 0, true",
        "'rw,hidepid=2',          0,             0, 0, false",
        "'rw,gid=1000,hidepid=2', 0,             1000, 0, false",
        "'rw,gid=1000,hidepid=2', 0,             0, 0, true",
        "'rw,hidepid=2',          0,             1000, 1, false",
        "'rw,hidepid=ptraceable', 0,             1000, 1, true",
        "'rw,gid=1000,hidepid=4', 0,             1000, 0, true"
    })
    void processesAreHiddenByTheMountFromThoseWhoAreNotExempt(
            final String options,
            final String capabilities,
            final String group,
            final String noNewPrivileges,
            final boolean hidden) {
        final String mounts = String.format(Locale.ROOT, """
                22 27 0:21 / /proc rw,relatime - proc proc rw
                30 22 0:21 / /proc rw,relatime shared:1 - proc proc %s
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                """, options);
        final String status =
                String.format(Locale.ROOT, """
                Name:\tjava
                Uid:\t1000\t1000\t1000\t1000
                Gid:\t%s\t%s\t%s\t%s
                Groups:\t
                CapEff:\t%s
                NoNewPrivs:\t%s
                """, group, group, group, group, capabilities, noNewPrivileges);

        assertThat(HiddenProcesses.arePossible(mounts, status)).isEqualTo(hidden);
    }
}
