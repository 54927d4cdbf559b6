package dev.jobs.http.servlet.response;

import dev.jobs.Job;
import dev.jobs.JobId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The paths under which a client finds what belongs to a job. Immutable.
 *
 * @param base the path of the servlet as the client sees it, without a slash at its end
 */
public record JobLinks(String base) {
    private static final int LONGEST_PREFIX = 1_000;
    private static final String PUNCTUATION_IN_PATHS = "_.~!$&'()*+;=:@%-";

    /**
     * The links for a request of which {@code behind} is the part behind the servlet's mapping.
     *
     * <p>A proxy that takes a prefix off the path says so in {@code X-Forwarded-Prefix}. Anyone can send that header, but
     * only to mislead oneself: no other site can make a browser send it, and no shared cache keeps the answer. A value that is no path,
     * or a longer one than any proxy has, is ignored.
     */
    public static JobLinks of(final HttpServletRequest request, final String behind) {
        final String path = request.getRequestURI();
        return new JobLinks(prefix(request) + withOneFirstSlash(path.substring(0, path.length() - behind.length())));
    }

    /** The links to jobs that are served at this path within the web application that the request came to. */
    public static JobLinks within(final HttpServletRequest request, final String path) {
        return new JobLinks(prefix(request) + request.getContextPath() + path);
    }

    private static String prefix(final HttpServletRequest request) {
        final StringBuilder prefix = new StringBuilder();
        for (final String header : Collections.list(request.getHeaders("X-Forwarded-Prefix"))) {
            for (final String part : header.split(",", -1)) {
                prefix.append(withoutLastSlash(part.strip()));
                if (prefix.length() > LONGEST_PREFIX) {
                    return "";
                }
            }
        }
        return isPath(prefix) ? prefix.toString() : "";
    }

    /** True if this is a slash and a name, once or several times. */
    private static boolean isPath(final CharSequence text) {
        boolean afterSlash = false;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final boolean slash = c == '/';
            final boolean fits = slash ? !afterSlash : i > 0 && isInName(c);
            if (!fits) {
                return false;
            }
            afterSlash = slash;
        }
        return text.length() > 0 && !afterSlash;
    }

    private static boolean isInName(final char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PUNCTUATION_IN_PATHS.indexOf(c) >= 0;
    }

    // Two of them would begin another host's address.
    private static String withOneFirstSlash(final String path) {
        int first = 0;
        while (path.startsWith("//", first)) {
            first++;
        }
        return path.substring(first);
    }

    private static String withoutLastSlash(final String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The job's own address. */
    public String self(final JobId id) {
        return base + "/" + id;
    }

    /** The job's own address, that of its events, and those of what is of use now to someone with these rights. */
    public Map<String, String> of(final Job job, final Set<JobRight> rights) {
        final String self = self(job.id());
        final Map<String, String> links = new LinkedHashMap<>();
        links.put("self", self);
        if (rights.contains(JobRight.CANCEL) && !job.status().isTerminal()) {
            links.put("cancel", self + "/cancel");
        }
        links.put("events", self + "/events");
        if (rights.contains(JobRight.READ_LOG)) {
            links.put("log", self + "/log");
        }
        if (rights.contains(JobRight.RERUN) && job.finishedAt().isPresent()) {
            links.put("rerun", self + "/rerun");
        }
        return links;
    }
}
