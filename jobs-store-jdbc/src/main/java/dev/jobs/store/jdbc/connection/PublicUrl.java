package dev.jobs.store.jdbc.connection;

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
 * @param credentials the settings that were taken out of it, as properties of the driver
 */
public record PublicUrl(String text, Map<String, String> credentials) {
    public PublicUrl {
        credentials = Map.copyOf(credentials);
    }

    /** The database that a URL names, for a log: the URL without all its settings, and without anything before an {@code @}. */
    public static String place(final UrlScheme scheme, final String url) {
        final int end = url.indexOf(scheme.beginOfSettings());
        return (end < 0 ? url : url.substring(0, end)).replaceFirst("//[^/]*@", "//");
    }

    /** The public part of a URL of this scheme. */
    public static PublicUrl of(final UrlScheme scheme, final String url) {
        final String first = scheme.beginOfSettings();
        final int end = url.indexOf(first);
        if (end < 0) {
            return new PublicUrl(url, Map.of());
        }
        final List<String> left = new ArrayList<>();
        final Map<String, String> credentials = new HashMap<>();
        for (final String setting : url.substring(end + 1).split(scheme.separator(), -1)) {
            final int equals = setting.indexOf('=');
            final String name = setting.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT);
            if (name.equals("user") || name.endsWith("password")) {
                credentials.put(name, scheme.decoded(setting.substring(equals + 1)));
            } else {
                left.add(setting);
            }
        }
        final String settings = String.join(scheme.writtenSeparator(), left);
        return new PublicUrl(url.substring(0, end) + (settings.isEmpty() ? "" : first + settings), credentials);
    }
}
