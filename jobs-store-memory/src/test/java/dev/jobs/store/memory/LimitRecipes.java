package dev.jobs.store.memory;

import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;

/** The code of docs/limits.md. */
final class LimitRecipes {
    private LimitRecipes() {}

    static final JobType<String, Void> EXPORT = JobType.of("export", String.class, Void.class);

    // encode
    static final JobType<String, Void> ENCODE =
            JobType.of("encode", String.class, Void.class).withLimitKeys("encoder");
    // encode end

    static void atStart(final JobStore store) {
        // defaults
        store.setDefaultLimit(Limit.builder("user:*")
                .atOnce(1)
                .message("your exports run one after the other")
                .build());
        store.setDefaultLimit(Limit.atOnce("encoder", 3));
        store.setDefaultLimit(
                Limit.builder("partner-api").starts(10, Duration.ofSeconds(1)).build());
        store.setDefaultLimit(Limit.atOnce("preview:*", 1));
        store.setDefaultLimit(Limit.atOnce("free:*", 1));
        store.setDefaultLimit(Limit.atOnce("paying:*", 5));
        // defaults end
    }

    static void oneAtATime(final Jobs jobs, final String user, final String options) {
        // user
        jobs.submit(EXPORT.requestBuilder(options)
                .owner(user)
                .limitKeys("user:" + user)
                .build());
        // user end
    }

    static String refused(final Jobs jobs, final String user, final String options) {
        // refused
        final JobRequest export = EXPORT.requestBuilder(options)
                .owner(user)
                .limitKeys("user:" + user)
                .build();
        final SubmitOutcome outcome = jobs.submit(export, WhenLimitFull.REFUSE);
        if (outcome instanceof SubmitOutcome.Refused refused) {
            return "Your export is under way: " + refused.heldBy().orElseThrow();
        }
        // refused end
        return "Your export has begun: " + outcome.job().orElseThrow();
    }

    static SubmitOutcome newest(final Jobs jobs, final String document) {
        // newest
        final JobRequest preview = JobRequest.builder("preview", document)
                .limitKeys("preview:" + document)
                .delay(Duration.ofSeconds(2))
                .build();
        return jobs.submit(preview, WhenLimitFull.CANCEL_RUNNING);
        // newest end
    }

    static JobRequest call(final String payload) {
        // call
        return JobRequest.builder("call", payload).limitKeys("partner-api").build();
        // call end
    }

    static JobRequest ofTenant(final String tenant, final boolean paying, final String options) {
        // tenant
        return EXPORT.requestBuilder(options)
                .owner(tenant)
                .ownerWeight(paying ? 3 : 1)
                .limitKeys((paying ? "paying:" : "free:") + tenant)
                .build();
        // tenant end
    }

    static void window(final JobStore store) {
        // window
        store.pause(PauseRequest.builder(PauseTarget.limitKey("partner-api"))
                .reason("Our partner is down until noon.")
                .lasting(Duration.ofHours(3))
                .build());
        // window end
    }

    static void halve(final JobStore store) {
        // halve
        store.setLimit(
                Limit.builder("partner-api").starts(5, Duration.ofSeconds(1)).build());
        // halve end
    }
}
