package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds the transcripts in {@code docs/http.md} against real answers. They are written anew with
 * {@code -Djobs.docs.update=true}.
 */
final class TranscriptsTest extends EveryAnswer {
    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", "."), "..", "docs", "http.md");
    private static final String BEGIN = "<!-- transcripts -->\n";
    private static final String END = "<!-- end of transcripts -->\n";
    private static final List<String> HEADERS =
            List.of("Allow", "ETag", "Location", "Preference-Applied", "Retry-After");
    private static final int WIDTH = 110;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TAG = Pattern.compile("\"jobs-[\\w-]+\"");
    private static final Pattern TOKEN = Pattern.compile("(?<=\"nextPageToken\":\")[\\w-]+");

    TranscriptsTest(final Container container) {
        super(container);
    }

    @Override
    void look(final Http http, final List<Exchange> exchanges) throws IOException {
        final String document = Files.readString(DOCUMENT);
        final int begin = document.indexOf(BEGIN) + BEGIN.length();
        final int end = document.indexOf(END);
        final String transcripts = steady(exchanges.stream()
                .filter(exchange -> !exchange.title().isEmpty())
                .map(TranscriptsTest::transcript)
                .collect(Collectors.joining()));

        if (Boolean.getBoolean("jobs.docs.update")) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + transcripts + document.substring(end));
        } else {
            assertThat(document.substring(begin, end)).isEqualTo(transcripts);
        }
    }

    private static String transcript(final Exchange exchange) {
        final StringBuilder text =
                new StringBuilder("\n").append(exchange.title()).append(":\n\n```console\n$ curl -i");
        if (!exchange.method().equals("GET")) {
            text.append(" -X ").append(exchange.method());
        }
        final List<String> headers = exchange.headers();
        for (int i = 0; i < headers.size(); i += 2) {
            text.append(" -H '")
                    .append(headers.get(i))
                    .append(": ")
                    .append(headers.get(i + 1))
                    .append('\'');
        }
        text.append(" 'http://localhost:8080").append(exchange.path()).append("'\n");
        text.append("HTTP/1.1 ").append(exchange.answer().status()).append('\n');
        HEADERS.forEach(name -> exchange.answer()
                .header(name)
                .ifPresent(value -> text.append(name).append(": ").append(value).append('\n')));
        if (!exchange.answer().body().isEmpty()) {
            text.append('\n').append(wrapped(exchange.answer().body().strip())).append('\n');
        }
        return text.append("```\n").toString();
    }

    /** Breaks lines of JSON behind commas, where it may be broken. */
    private static String wrapped(final String body) {
        final StringBuilder text = new StringBuilder();
        int length = 0;
        for (final String part : body.split("(?<=,)(?=[\"{])", -1)) {
            if (length > 0 && length + part.length() > WIDTH) {
                text.append("\n  ");
                length = 2;
            }
            text.append(part);
            length += part.length();
        }
        return text.toString();
    }

    /** Whatever is another each time becomes the same each time. */
    private static String steady(final String text) {
        final String ids =
                replaced(text, ID, number -> String.format(Locale.ROOT, "0193e8a1-7c00-7abc-8def-%012d", number));
        final String tags = replaced(ids, TAG, number -> "\"tag-" + number + "\"");
        return replaced(tags, TOKEN, number -> "AQGT6KF8AHq8je8BI0VniavN");
    }

    private static String replaced(final String text, final Pattern pattern, final IntFunction<String> replacement) {
        final Map<String, String> replacements = new HashMap<>();
        return pattern.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(replacements.computeIfAbsent(
                        match.group(), found -> replacement.apply(replacements.size() + 1))));
    }
}
