package dev.jobs.worker.process.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The processes that {@code /proc} hides from this one: the mount option {@code hidepid}, and who is exempt. */
final class HiddenProcesses {
    private static final int SYS_PTRACE = 19;

    private HiddenProcesses() {}

    /** True if a process that this one has started, or its offspring, may be in no listing. */
    static boolean arePossible() {
        return arePossible(
                ProcReader.text("/proc/self/mountinfo").orElse(""),
                ProcReader.text("/proc/self/status").orElse(""));
    }

    static boolean arePossible(final String mounts, final String status) {
        final List<String> options = optionsOfProc(mounts);
        final String mode = value(options, "hidepid=").orElse("0");
        if (mode.equals("0") || mode.equals("off") || mayTrace(status)) {
            return false;
        }
        if (mode.equals("4") || mode.equals("ptraceable")) {
            return true;
        }
        // A group is exempt, group 0 by default; and what may gain no rights keeps this user's id, and is shown.
        final boolean exempt = groups(status).contains(value(options, "gid=").orElse("0"));
        return !exempt && !field(status, "NoNewPrivs:").equals("1");
    }

    private static List<String> optionsOfProc(final String mounts) {
        return mounts.lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 5 && fields[4].equals("/proc"))
                .reduce((first, last) -> last)
                .map(fields -> Arrays.asList(fields[fields.length - 1].split(",", -1)))
                .orElse(List.of());
    }

    private static Optional<String> value(final List<String> options, final String name) {
        return options.stream()
                .filter(option -> option.startsWith(name))
                .map(option -> option.substring(name.length()))
                .findFirst();
    }

    private static boolean mayTrace(final String status) {
        final String effective = field(status, "CapEff:");
        return !effective.isEmpty() && (Long.parseUnsignedLong(effective, 16) >> SYS_PTRACE & 1) == 1;
    }

    private static List<String> groups(final String status) {
        return Arrays.asList((field(status, "Gid:") + " " + field(status, "Groups:")).split("\\s+", -1));
    }

    private static String field(final String status, final String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("");
    }
}
