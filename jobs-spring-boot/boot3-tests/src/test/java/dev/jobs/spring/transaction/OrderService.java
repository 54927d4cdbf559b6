package dev.jobs.spring.transaction;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.store.IdempotencyConflictException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

@Service
class OrderService {
    private final Orders orders;
    private final Jobs jobs;

    OrderService(final Orders orders, final Jobs jobs) {
        this.orders = orders;
        this.jobs = jobs;
    }

    @Transactional
    public JobId order(final String item, final JobRequest job, final Runnable before) {
        orders.saveAndFlush(new PlacedOrder(item));
        final JobId id = jobs.submit(job);
        before.run();
        return id;
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public JobId orderApart(final String item, final JobRequest job) {
        orders.save(new PlacedOrder(item));
        return jobs.submit(job);
    }

    @Transactional(readOnly = true)
    public JobId orderWhileReading(final JobRequest job) {
        return jobs.submit(job);
    }

    /** True if the key of the job is taken; the order is stored all the same. */
    @Transactional
    public boolean orderIfNew(final String item, final JobRequest job) {
        orders.save(new PlacedOrder(item));
        try {
            jobs.submit(job);
            return false;
        } catch (final IdempotencyConflictException e) {
            return true;
        }
    }

    @Transactional(readOnly = true)
    public long count() {
        return orders.count();
    }
}
