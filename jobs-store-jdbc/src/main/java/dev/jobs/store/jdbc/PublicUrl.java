package dev.jobs.store.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A JDBC URL without the user's name and passwords, which go to the driver by another way: drivers and pools put URLs
 * into messages and logs.
 *
 * @param text the URL
 * @param credentials what was taken out of it, as properties of the driver
 */
record PublicUrl(String text, Map<String, String> credentials) {
    static final String H2 = "jdbc:h2:";

    PublicUrl {
        credentials = Map.copyOf(credentials);
    }

    static PublicUrl of(final String url) {
        return url.startsWith(H2) ? parted(url, ";", "(?<!\\\\);") : parted(url, "?", "&");
    }

    /** The database that a URL names, for a log: the URL without all its settings, and without anything before an {@code @}. */
    static String place(final String url) {
        final int end = url.indexOf(url.startsWith(H2) ? ";" : "?");
        return (end < 0 ? url : url.substring(0, end)).replaceFirst("//[^/]*@", "//");
    }

    private static PublicUrl parted(final String url, final String first, final String separator) {
        final int end = url.indexOf(first);
        if (end < 0) {
            return new PublicUrl(url, Map.of());
        }
        final List<String> left = new ArrayList<>();
        final Map<String, String> credentials = new HashMap<>();
        for (final String setting : url.substring(end + 1).split(separator, -1)) {
            final int equals = setting.indexOf('=');
            final String name = setting.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT);
            if (name.equals("user") || name.endsWith("password")) {
                credentials.put(name, plain(url, setting.substring(equals + 1)));
            } else {
                left.add(setting);
            }
        }
        final String settings = String.join(first.equals(";") ? ";" : "&", left);
        return new PublicUrl(url.substring(0, end) + (settings.isEmpty() ? "" : first + settings), credentials);
    }

    private static String plain(final String url, final String value) {
        return url.startsWith(H2)
                ? value.replaceAll("\\\\(.)", "$1")
                : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
