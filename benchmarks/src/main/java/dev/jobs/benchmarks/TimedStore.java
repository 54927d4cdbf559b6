package dev.jobs.benchmarks;

import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A worker's store that notes when signals come, and when claims and reports of ends are sent and answered. */
final class TimedStore extends ForwardingJobStore {
    private final StepTimes times;
    private final AtomicLong firstSignal = new AtomicLong();

    TimedStore(final JobStore store, final StepTimes times) {
        super(store);
        this.times = times;
    }

    /** Forgets the signals so far: what is claimed from now on is claimed at a later one. */
    void forgetSignals() {
        firstSignal.set(0);
    }

    @Override
    public List<ClaimedJob> claim(final ClaimRequest request) {
        final long sent = System.nanoTime();
        final List<ClaimedJob> claimed = super.claim(request);
        final long answered = System.nanoTime();
        final long signal = firstSignal.get();
        for (final ClaimedJob job : claimed) {
            if (signal != 0) {
                times.note(job.job().id(), StepTimes.Step.SIGNAL_RECEIVED, signal);
            }
            times.note(job.job().id(), StepTimes.Step.CLAIM_SENT, sent);
            times.note(job.job().id(), StepTimes.Step.CLAIM_ANSWERED, answered);
        }
        return claimed;
    }

    @Override
    public List<ReportOutcome> report(final List<? extends Report> reports) {
        final long sent = System.nanoTime();
        final List<ReportOutcome> outcomes = super.report(reports);
        final long answered = System.nanoTime();
        for (final Report report : reports) {
            if (report instanceof Report.Ended) {
                times.note(report.lease().jobId(), StepTimes.Step.REPORT_SENT, sent);
                times.note(report.lease().jobId(), StepTimes.Step.REPORT_ANSWERED, answered);
            }
        }
        return outcomes;
    }

    @Override
    public Subscription subscribe(final Consumer<JobSignal> listener) {
        return super.subscribe(signal -> {
            if (signal instanceof JobSignal.Claimable) {
                firstSignal.compareAndSet(0, System.nanoTime());
            }
            listener.accept(signal);
        });
    }
}
