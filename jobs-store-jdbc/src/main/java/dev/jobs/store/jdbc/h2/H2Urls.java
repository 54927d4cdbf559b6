package dev.jobs.store.jdbc.h2;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.jdbc.connection.UrlScheme;
import java.util.Locale;
import java.util.regex.Pattern;

/** The URLs of H2. */
final class H2Urls implements UrlScheme {
    private static final String PREFIX = "jdbc:h2:";
    private static final String UNNAMED = "jdbc:h2:mem:";
    private static final String FILE = "jdbc:h2:file:";

    /** A path with no {@code file:} before it, which is a file all the same; not {@code tcp:}, nor {@code mem:}. */
    private static final Pattern PATH = Pattern.compile("jdbc:h2:(?![a-z]{2,}:).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern SURVIVES_INTERRUPTS = Pattern.compile("jdbc:h2:(file:)?(retry|async):.*");

    @Override
    public boolean accepts(final String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public String example() {
        return "jdbc:h2:file:./data/jobs";
    }

    @Override
    public String driver() {
        return "com.h2database:h2";
    }

    @Override
    public String beginOfSettings() {
        return ";";
    }

    @Override
    public String separator() {
        return "(?<!\\\\);";
    }

    @Override
    public String writtenSeparator() {
        return ";";
    }

    @Override
    public String decoded(final String value) {
        return value.replaceAll("\\\\(.)", "$1");
    }

    @Override
    public void requireUsable(final String url) {
        if (url.equals(UNNAMED) || url.startsWith(UNNAMED + ";")) {
            throw new JobStoreConfigurationException("\"" + url
                    + "\" is another, empty database for each connection: give it a name, as in jdbc:h2:mem:jobs");
        }
    }

    /**
     * An H2 URL with the settings that jobs need: each commit in the file before it is answered for, no shutdown before the
     * service's own, a database in memory that outlives its connections, file channels that survive the interrupt of a
     * handler that is just submitting, and no second file for faults, which the store tells of or tries again.
     */
    @Override
    public String complete(final String url) {
        String complete = url;
        if (SURVIVES_INTERRUPTS.matcher(url).matches()) {
            complete = url;
        } else if (url.startsWith(FILE)) {
            complete = FILE + "retry:" + url.substring(FILE.length());
        } else if (PATH.matcher(url).matches()) {
            complete = FILE + "retry:" + url.substring(PREFIX.length());
        } else if (url.startsWith(UNNAMED)) {
            complete = withSetting(complete, "DB_CLOSE_DELAY", "-1");
        }
        complete = withSetting(complete, "DB_CLOSE_ON_EXIT", "FALSE");
        complete = withSetting(complete, "WRITE_DELAY", "0");
        complete = withSetting(complete, "TRACE_LEVEL_FILE", "0");
        return withSetting(complete, "LOCK_TIMEOUT", "5000");
    }

    private static String withSetting(final String url, final String name, final String value) {
        return url.toUpperCase(Locale.ROOT).contains(";" + name + "=") ? url : url + ";" + name + "=" + value;
    }
}
