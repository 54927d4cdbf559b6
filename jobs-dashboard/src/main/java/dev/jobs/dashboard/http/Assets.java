package dev.jobs.dashboard.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the pages, from this jar. Safe to share between threads. */
public final class Assets {
    /** Names have no dot but that before their ending, so that none leads elsewhere. */
    private static final Pattern NAME = Pattern.compile("(?:[a-z][a-z-]*/){0,2}[a-z][a-z-]*\\.(js|css|svg)");

    private static final String PAGE = "index.html";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html",
            "js", "text/javascript",
            "css", "text/css",
            "svg", "image/svg+xml");

    private static final class Asset {
        private final String type;
        private final byte[] content;
        private final String tag;

        Asset(final String type, final byte[] content) {
            this.type = type;
            this.content = content;
            this.tag = tag(content);
        }

        Answer answer(final HttpServletRequest request) {
            final boolean isKnown = tag.equals(request.getHeader("If-None-Match"));
            return Answer.of(isKnown ? 304 : 200, type, isKnown ? new byte[0] : content)
                    .with("ETag", tag)
                    .with("Cache-Control", "private, no-cache");
        }
    }

    private final Map<String, Asset> known = new ConcurrentHashMap<>();

    /** The files, none of which has been read yet. */
    public Assets() {}

    /** The page. */
    public Answer page(final HttpServletRequest request) {
        return asset(PAGE)
                .map(page -> page.answer(request))
                .orElseThrow(() -> new IllegalStateException("the page is missing from the jar"));
    }

    /** The file of this name; empty: there is none. */
    public Optional<Answer> file(final String name, final HttpServletRequest request) {
        return NAME.matcher(name).matches() ? asset(name).map(file -> file.answer(request)) : Optional.empty();
    }

    private Optional<Asset> asset(final String name) {
        final Optional<Asset> found = Optional.ofNullable(known.get(name));
        return found.isPresent() ? found : read(name);
    }

    private Optional<Asset> read(final String name) {
        try (InputStream in = Assets.class.getResourceAsStream("/dev/jobs/dashboard/web/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            final byte[] content = in.readAllBytes();
            final String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
            final Asset asset = new Asset(type, content);
            known.put(name, asset);
            return Optional.of(asset);
        } catch (final IOException e) {
            throw new UncheckedIOException("the file " + name + " cannot be read from the jar", e);
        }
    }

    private static String tag(final byte[] content) {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
