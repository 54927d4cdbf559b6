package dev.jobs.examples.audio.service;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of this process, from its environment.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0: any free one
 * @param storeUrl where jobs are kept
 * @param data the directory of the audio files, shared by all processes of the service
 * @param slots how many jobs run at once
 * @param role what this process does
 * @param maxUploadBytes how long an uploaded file may be
 * @param dashboard the operators' page
 */
record Settings(
        String host,
        int port,
        String storeUrl,
        Path data,
        int slots,
        Role role,
        long maxUploadBytes,
        Dashboard dashboard) {
    private static final String THIS_MACHINE = "127.0.0.1";
    private static final long MEBIBYTE = 1L << 20;

    /**
     * Reads the settings.
     *
     * @throws SettingsException if a value cannot be used
     */
    static Settings of(final Map<String, String> environment) {
        final Source source = new Source(environment);
        final String host = source.text("HOST", THIS_MACHINE);
        final Settings settings = new Settings(
                host,
                (int) source.number("PORT", 8080, 0, 65_535),
                source.text("JOBS_STORE_URL", "jdbc:h2:file:./data/jobs"),
                source.path("AUDIO_DATA", "./data/audio"),
                (int) source.number("WORKER_SLOTS", 2, 1, 1_000),
                source.oneOf("ROLE", Role.values(), Role.ALL),
                source.number("AUDIO_MAX_BYTES", 512 * MEBIBYTE, 1, Long.MAX_VALUE),
                source.oneOf(
                        "DASHBOARD",
                        Dashboard.values(),
                        host.equals(THIS_MACHINE) ? Dashboard.OPERATE : Dashboard.OFF));
        if (settings.role != Role.ALL && settings.storeUrl.startsWith("memory:")) {
            throw new SettingsException("ROLE=" + settings.role.name().toLowerCase(Locale.ROOT)
                    + " needs a store that processes can share, but JOBS_STORE_URL is \"memory:\"");
        }
        return settings;
    }

    /** The environment, where an empty variable counts as one that is not set. */
    private record Source(Map<String, String> environment) {
        private Optional<String> given(final String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
        }

        private String text(final String name, final String standard) {
            return given(name).orElse(standard);
        }

        private long number(final String name, final long standard, final long least, final long most) {
            final String text = text(name, Long.toString(standard));
            try {
                final long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (final NumberFormatException e) {
                // Told below, as a number out of range is.
            }
            final String range = most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
            throw new SettingsException(name + " has to be a whole number " + range + ", but is \"" + text + "\"");
        }

        private Path path(final String name, final String standard) {
            final String text = text(name, standard);
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (final InvalidPathException e) {
                throw new SettingsException(name + " has to be a directory, but is \"" + text + "\"");
            }
        }

        private <E extends Enum<E>> E oneOf(final String name, final E[] values, final E standard) {
            final Optional<String> text = given(name);
            if (text.isEmpty()) {
                return standard;
            }
            return Arrays.stream(values)
                    .filter(value -> wireName(value).equals(text.get()))
                    .findFirst()
                    .orElseThrow(() -> new SettingsException(name + " has to be one of "
                            + Arrays.stream(values).map(Source::wireName).collect(Collectors.joining(", "))
                            + ", but is \"" + text.get() + "\""));
        }

        private static String wireName(final Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
