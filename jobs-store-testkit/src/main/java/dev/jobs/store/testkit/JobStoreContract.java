package dev.jobs.store.testkit;

import dev.jobs.store.JobStore;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The contract of a {@link JobStore}, as tests: extend this in the tests of an adapter, and hand in its stores.
 *
 * <pre>{@code
 * class MemoryJobStoreContractTest extends JobStoreContract {
 *     protected JobStore newStore() {
 *         return new MemoryJobStore();
 *     }
 * }
 * }</pre>
 *
 * <p>No test can be overridden: an adapter passes all of them. Each theme of the contract is a nested class with a
 * tag and can be run alone, for example by {@code -Dtest=MemoryJobStoreContractTest -Dgroups=claims}. The author of a new
 * store passes them one after the other, from the first to the last.
 *
 * <p>System properties say how thorough and how patient the tests are: {@code jobs.testkit.rounds} (how often each race
 * is run; 300), {@code jobs.testkit.sequences} (how many random sequences are compared with the model; 30),
 * {@code jobs.testkit.seed} (repeats one of them) and {@code jobs.testkit.patience} (seconds that a test waits for what
 * must come; 60).
 */
public abstract class JobStoreContract {
    /** For the adapter's tests to extend. */
    protected JobStoreContract() {}

    /** A store on a place of its own that holds no jobs. It is closed after the test. */
    protected abstract JobStore newStore();

    /**
     * A second store on the same jobs, as another process would have it. It is closed after the test.
     *
     * @return empty, if the store cannot have that: the tests that need it are skipped
     */
    protected Optional<JobStore> openAgain(final JobStore first) {
        return Optional.empty();
    }

    /**
     * The store after a restart of its process: closes the first one, and opens another on the same jobs. Override this if
     * only one process at a time can have the jobs open, or if {@link #openAgain} leaves something in memory that a restart
     * would not. It is closed after the test.
     *
     * @return empty, if jobs end with their store: the tests that need it are skipped
     */
    protected Optional<JobStore> reopen(final JobStore first) {
        final Optional<JobStore> second = openAgain(first);
        first.close();
        return second;
    }

    /**
     * True if the store tells its subscribers of everything it can: the tests then wait for each signal. Of a store
     * that says no, only signals that are wrong fail a test.
     */
    protected boolean signals() {
        return false;
    }

    /**
     * True if the store makes estimates: the tests then wait for them. Of a store that says no, only estimates that are
     * wrong fail a test.
     */
    protected boolean estimates() {
        return false;
    }

    @Nested
    @Tag("submissions")
    final class Submissions extends SubmissionContract {
        Submissions() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("claims")
    final class Claims extends ClaimContract {
        Claims() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("reports")
    final class Reports extends ReportContract {
        Reports() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("leases")
    final class Leases extends LeaseContract {
        Leases() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("cancels")
    final class Cancels extends CancelContract {
        Cancels() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("heartbeats")
    final class Heartbeats extends HeartbeatContract {
        Heartbeats() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("recovery")
    final class Recovery extends RecoveryContract {
        Recovery() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("declines")
    final class Declines extends DeclineContract {
        Declines() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("queue-positions")
    final class QueuePositions extends QueuePositionContract {
        QueuePositions() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("fair-order")
    final class FairOrder extends FairOrderContract {
        FairOrder() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("fair-starts")
    final class FairStarts extends FairStartContract {
        FairStarts() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("owner-weights")
    final class OwnerWeights extends OwnerWeightContract {
        OwnerWeights() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("limits")
    final class Limits extends LimitContract {
        Limits() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("many-kept-back")
    final class ManyKeptBack extends ManyKeptBackContract {
        ManyKeptBack() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("limit-settings")
    final class LimitSettings extends LimitSettingContract {
        LimitSettings() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("rates")
    final class Rates extends RateContract {
        Rates() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("limited-estimates")
    final class LimitedEstimates extends LimitedEstimateContract {
        LimitedEstimates() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("limit-races")
    final class LimitRaces extends LimitRaceContract {
        LimitRaces() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("full-limits")
    final class FullLimits extends FullLimitContract {
        FullLimits() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("replacements")
    final class Replacements extends ReplacementContract {
        Replacements() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("full-limit-races")
    final class FullLimitRaces extends FullLimitRaceContract {
        FullLimitRaces() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("pauses-of-some")
    final class PausesOfSome extends PauseOfSomeContract {
        PausesOfSome() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("past-waits")
    final class PastWaits extends PastWaitContract {
        PastWaits() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("stages")
    final class Stages extends StageContract {
        Stages() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("time-limits")
    final class TimeLimits extends TimeLimitContract {
        TimeLimits() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("logs")
    final class Logs extends JobLogContract {
        Logs() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("log-bounds")
    final class LogBounds extends JobLogBoundsContract {
        LogBounds() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("attempts")
    final class Attempts extends AttemptsContract {
        Attempts() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("reruns")
    final class Reruns extends RerunContract {
        Reruns() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("polls")
    final class Polls extends PollContract {
        Polls() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("estimates")
    final class Estimates extends EstimateContract {
        Estimates() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("lists")
    final class Lists extends ListContract {
        Lists() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("pruning")
    final class Pruning extends PruneContract {
        Pruning() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("overview")
    final class Overviews extends OverviewContract {
        Overviews() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("workers")
    final class Workers extends WorkersContract {
        Workers() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("searches")
    final class Searches extends SearchContract {
        Searches() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("failures")
    final class RecentFailures extends FailuresContract {
        RecentFailures() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("history")
    final class Histories extends HistoryContract {
        Histories() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("bulk-reruns")
    final class BulkReruns extends BulkRerunContract {
        BulkReruns() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("pauses")
    final class Pauses extends PauseContract {
        Pauses() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("deletes")
    final class Deletes extends DeleteContract {
        Deletes() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("values")
    final class Values extends ValueContract {
        Values() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("times")
    final class Times extends ClockContract {
        Times() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("foresight")
    final class Foresight extends ForesightContract {
        Foresight() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("signals")
    final class Signals extends SignalContract {
        Signals() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("closing")
    final class Closing extends CloseContract {
        Closing() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("restarts")
    final class Restarts extends RestartContract {
        Restarts() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("interrupts")
    final class Interrupts extends InterruptContract {
        Interrupts() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("cancel-races")
    final class CancelRaces extends CancelRaceContract {
        CancelRaces() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("races")
    final class Races extends RaceContract {
        Races() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("log-races")
    final class LogRaces extends JobLogRaceContract {
        LogRaces() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("draining")
    final class Draining extends DrainContract {
        Draining() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("concurrent-use")
    final class ConcurrentUse extends ConcurrentUseContract {
        ConcurrentUse() {
            super(JobStoreContract.this);
        }
    }

    @Nested
    @Tag("model")
    final class Model extends ModelContract {
        Model() {
            super(JobStoreContract.this);
        }
    }
}
