package dev.jobs.watch.http;

import dev.jobs.JobLog;
import dev.jobs.LogLine;
import java.util.List;

/** The lines of a part of a log that fit into one answer: however many and long they are, no answer is large. */
public final class FittingLog {
    /** The size of an answer, in characters of its lines, that only a single line may exceed. */
    static final int LARGEST_ANSWER = 1 << 20;

    private FittingLog() {}

    /** The first lines of this part, as many as fit; the first one fits in any case. */
    public static JobLog firstOf(final JobLog log) {
        final List<LogLine> lines = log.lines();
        int end = 0;
        for (int characters = 0; end < lines.size(); end++) {
            characters += lines.get(end).text().length();
            if (end > 0 && characters > LARGEST_ANSWER) {
                return new JobLog(log.after(), lines.subList(0, end), log.newest());
            }
        }
        return log;
    }

    /** The last lines of this part, as many as fit; the last one fits in any case. */
    public static JobLog lastOf(final JobLog log) {
        final List<LogLine> lines = log.lines();
        int begin = lines.size();
        for (int characters = 0; begin > 0; begin--) {
            characters += lines.get(begin - 1).text().length();
            if (begin < lines.size() && characters > LARGEST_ANSWER) {
                return new JobLog(lines.get(begin - 1).number(), lines.subList(begin, lines.size()), log.newest());
            }
        }
        return log;
    }
}
