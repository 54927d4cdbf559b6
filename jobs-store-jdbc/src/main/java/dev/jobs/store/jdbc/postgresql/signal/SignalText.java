package dev.jobs.store.jdbc.postgresql.signal;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Signals as the text of notifications: the sender's name, then a line for each signal. Names have no control characters,
 * so tabs and line ends part them. Two lines are of what the senders listen to ({@link OtherListeners}): one tells it, one asks.
 */
final class SignalText {
    /** PostgreSQL takes less than 8,000 bytes. */
    private static final int MOST_BYTES = 7_900;

    private static final Map<Class<? extends JobSignal>, String> NAMES = Map.of(
            JobSignal.Claimable.class,
            "claimable",
            JobSignal.Cancelled.class,
            "cancelled",
            JobSignal.Finished.class,
            "finished");

    private static final String LISTENS = "listens";
    private static final String ASKS = "asks";

    private SignalText() {}

    /** The text that tells that the sender listens to these kinds of signals, and asks whether others do. */
    static String listens(final String sender, final Set<Class<? extends JobSignal>> kinds, final boolean asks) {
        final String names = kinds.stream().map(NAMES::get).sorted().collect(Collectors.joining("\t"));
        return sender + (kinds.isEmpty() ? "" : "\n" + LISTENS + "\t" + names) + (asks ? "\n" + ASKS : "");
    }

    /** The kinds of signals that the sender of a text has told that it listens to. */
    static Set<Class<? extends JobSignal>> listensTo(final String text) {
        final Set<String> names = text.lines()
                .skip(1)
                .map(line -> List.of(line.split("\t", -1)))
                .filter(line -> line.get(0).equals(LISTENS))
                .flatMap(List::stream)
                .collect(Collectors.toSet());
        return NAMES.keySet().stream()
                .filter(kind -> names.contains(NAMES.get(kind)))
                .collect(Collectors.toSet());
    }

    /** True if the sender of a text asks what others listen to. */
    static boolean asks(final String text) {
        return text.lines().skip(1).anyMatch(ASKS::equals);
    }

    /** The texts of these signals, as many as it takes. */
    static List<String> write(final String sender, final Collection<JobSignal> signals) {
        final List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder(sender);
        int bytes = sender.length();
        for (final JobSignal signal : signals) {
            final String line = line(signal);
            final int length = 1 + line.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + length > MOST_BYTES) {
                texts.add(text.toString());
                text = new StringBuilder(sender);
                bytes = sender.length();
            }
            text.append('\n').append(line);
            bytes += length;
        }
        texts.add(text.toString());
        return texts;
    }

    private static String line(final JobSignal signal) {
        if (signal instanceof JobSignal.Claimable claimable) {
            return "claimable\t" + claimable.queue() + "\t" + claimable.type();
        }
        if (signal instanceof JobSignal.Cancelled cancelled) {
            return "cancelled\t" + cancelled.id();
        }
        return "finished\t" + ((JobSignal.Finished) signal).id();
    }

    /** The sender of a text. */
    static String sender(final String text) {
        final int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The signals of a text; unknown lines, of a newer version, are left out. */
    static List<JobSignal> signals(final String text) {
        final List<JobSignal> signals = new ArrayList<>();
        int end = text.indexOf('\n');
        while (end >= 0) {
            final int begin = end + 1;
            end = text.indexOf('\n', begin);
            final String line = text.substring(begin, end < 0 ? text.length() : end);
            signal(line.split("\t", -1)).ifPresent(signals::add);
        }
        return signals;
    }

    private static Optional<JobSignal> signal(final String[] parts) {
        return switch (parts[0]) {
            case "claimable" ->
                parts.length == 3 ? Optional.of(new JobSignal.Claimable(parts[1], parts[2])) : Optional.empty();
            case "cancelled" ->
                parts.length == 2 ? JobId.parse(parts[1]).map(JobSignal.Cancelled::new) : Optional.empty();
            case "finished" ->
                parts.length == 2 ? JobId.parse(parts[1]).map(JobSignal.Finished::new) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
