package dev.jobs.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Claims of jobs whose owner or limit key was paused: from the answer to the pause until a resume is sent, or until the pause's own end
 * by the store's clock. A failover may lose a pause, or bring an older one back; a clock that jumped may have ended one.
 */
final class PauseChecks {
    private final Map<String, Pause> underWay = new HashMap<>();
    private final List<Pause> pauses = new ArrayList<>();

    private static final class Pause {
        private final String target;
        private final long from;
        private final long end;
        private long until = Long.MAX_VALUE;

        /** @param end by the store's clock */
        Pause(final String target, final long from, final long end) {
            this.target = target;
            this.from = from;
            this.end = end;
        }

        boolean forbids(final Claim claim) {
            return claim.sent() > from && claim.answered() < until && claim.started() < end && claim.isPausedBy(target);
        }
    }

    /** @param events all that was written down, in the order of their times */
    PauseChecks(final List<ChaosEvent> events) {
        final Map<String, Long> known = new HashMap<>();
        for (final ChaosEvent event : events) {
            final String[] words = event.detail().split(" ", -1);
            switch (event.kind()) {
                case PAUSED -> begin(words[0] + " " + words[1], event.micros(), Long.parseLong(words[2]));
                case RESUME_SENT -> end(event.detail(), event.micros());
                case KNOWN_PAUSE -> known.put(words[0] + " " + words[1], Long.parseLong(words[2]));
                case FAILED_OVER -> {
                    new HashSet<>(underWay.keySet()).forEach(target -> end(target, event.micros()));
                    known.forEach((target, end) -> begin(target, event.micros(), end));
                    known.clear();
                }
                case CLOCK_JUMPED -> endThoseWithAnEnd(event.micros());
                default -> {}
            }
        }
    }

    private void begin(final String target, final long from, final long end) {
        final Pause pause = new Pause(target, from, end);
        pauses.add(pause);
        underWay.put(target, pause);
    }

    private void end(final String target, final long at) {
        final Pause pause = underWay.remove(target);
        if (pause != null) {
            pause.until = at;
        }
    }

    private void endThoseWithAnEnd(final long at) {
        for (final Iterator<Pause> each = underWay.values().iterator(); each.hasNext(); ) {
            final Pause pause = each.next();
            if (pause.end != Long.MAX_VALUE) {
                pause.until = at;
                each.remove();
            }
        }
    }

    /** The claims, of which no failover lost the lease, that a pause forbade. */
    List<String> broken(final List<Claim> claims) {
        return claims.stream()
                .flatMap(claim -> pauses.stream()
                        .filter(pause -> pause.forbids(claim))
                        .map(pause -> "job " + claim.event().job() + " was claimed between " + claim.sent() + " and "
                                + claim.answered() + " while " + pause.target + " was paused since " + pause.from))
                .toList();
    }
}
