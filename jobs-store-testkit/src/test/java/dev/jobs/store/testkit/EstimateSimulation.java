package dev.jobs.store.testkit;

import dev.jobs.Estimate;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.memory.MemoryJobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Runs a scenario on the store in memory, with a clock of its own, and asks now and then for the estimates of jobs that
 * wait: how far off they were turns out later. Beside each a naive one is made of the same moment: position × mean duration
 * of all jobs so far ÷ slots. The same seed gives the same figures.
 */
final class EstimateSimulation {
    private static final Instant BEGIN = Instant.parse("2026-01-05T10:00:00Z");
    private static final double WARM_UP = 1_800;
    private static final double ASK_EVERY = 20;
    private static final int ASKED_AT_ONCE = 5;
    private static final double HEARTBEAT_EVERY = 60;

    private final EstimateScenario scenario;
    private final SplittableRandom random;
    private final JobStore store = new MemoryJobStore(this::instant);
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::time).thenComparingLong(Event::number));
    private final List<Slot> slots = new ArrayList<>();
    private final List<JobId> waiting = new ArrayList<>();
    private final Map<JobId, Double> starts = new HashMap<>();
    private final Map<JobId, Double> ends = new HashMap<>();
    private final List<Question> questions = new ArrayList<>();
    private double now;
    private long lastNumber;
    private double secondsWorked;

    private EstimateSimulation(final EstimateScenario scenario, final long seed) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
    }

    private record Event(double time, long number, Runnable happens) {}

    /** Seconds until a job's start and end, as they were estimated or came to be. */
    private record Times(double start, double end) {}

    private record Question(double askedAt, JobId job, Optional<Times> estimated, Times naive) {}

    /** A worker with one slot. */
    private final class Slot {
        private final TestWorker worker = new TestWorker(
                store,
                scenario.types().stream().map(EstimateScenario.Type::name).collect(Collectors.toSet()),
                Set.of(JobRequest.DEFAULT_QUEUE),
                1);
        private Optional<Lease> running = Optional.empty();
        private boolean open;

        void live(final boolean isOpen) {
            open = isOpen;
            if (open || running.isPresent()) {
                worker.lives(running.stream().toArray(Lease[]::new));
            } else {
                worker.vanishes();
            }
        }

        void fill() {
            if (open && running.isEmpty()) {
                worker.claim(1).forEach(this::start);
            }
        }

        private void start(final ClaimedJob claimed) {
            final JobId id = claimed.job().id();
            final double seconds = scenario.type(claimed.job().type()).seconds(random)
                    * scenario.drift().at(now / EstimateScenario.SECONDS);
            running = Optional.of(claimed.lease());
            waiting.remove(id);
            starts.put(id, now);
            at(now + seconds, () -> {
                store.report(Report.completed(claimed.lease(), Optional.empty()));
                running = Optional.empty();
                ends.put(id, now);
                secondsWorked += seconds;
            });
        }
    }

    static EstimateErrors run(final EstimateScenario scenario, final long seed) {
        return new EstimateSimulation(scenario, seed).run();
    }

    private EstimateErrors run() {
        final int most = Collections.max(scenario.slots());
        for (int i = 0; i < most; i++) {
            slots.add(new Slot());
        }
        every(HEARTBEAT_EVERY, this::heartbeat);
        scenario.types().forEach(type -> at(0, () -> submit(type)));
        at(WARM_UP, () -> every(ASK_EVERY, this::ask));
        while (!events.isEmpty() && events.peek().time() < EstimateScenario.SECONDS) {
            final Event next = events.remove();
            now = next.time();
            next.happens().run();
            slots.forEach(Slot::fill);
        }
        store.close();
        return errors();
    }

    private Instant instant() {
        return BEGIN.plusNanos((long) (now * 1e9));
    }

    private void at(final double time, final Runnable happens) {
        lastNumber++;
        events.add(new Event(time, lastNumber, happens));
    }

    private void every(final double seconds, final Runnable happens) {
        happens.run();
        at(now + seconds, () -> every(seconds, happens));
    }

    private void heartbeat() {
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).live(i < scenario.slotsAt(now));
        }
    }

    private void submit(final EstimateScenario.Type type) {
        final int count = type.jobs(random);
        waiting.addAll(store.submit(
                Collections.nCopies(count, JobRequest.builder(type.name(), "{}").build())));
        final double slotSeconds = count * type.mean() / type.load();
        at(now + slotSeconds / scenario.meanSlots(), () -> submit(type));
    }

    private void ask() {
        for (int i = 0; i < ASKED_AT_ONCE && !waiting.isEmpty(); i++) {
            final JobId id = waiting.get(random.nextInt(waiting.size()));
            final JobPollResponse answer = store.poll(id).orElseThrow();
            final double mean = secondsWorked / ends.size();
            final double start = answer.queuePosition().orElseThrow() * mean / scenario.slotsAt(now);
            questions.add(new Question(
                    now,
                    id,
                    answer.estimate().map(known -> times(answer.at(), known)),
                    new Times(start, start + mean)));
        }
    }

    private static Times times(final Instant at, final Estimate estimate) {
        return new Times(
                seconds(at, estimate.startAt().orElseThrow()),
                seconds(at, estimate.completeAt().orElseThrow()));
    }

    private static double seconds(final Instant from, final Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    /** Of the questions about jobs that have ended since. */
    private EstimateErrors errors() {
        final EstimateErrors errors = new EstimateErrors(scenario.name());
        for (final Question question : questions) {
            if (ends.containsKey(question.job())) {
                add(errors, question);
            }
        }
        return errors;
    }

    private void add(final EstimateErrors errors, final Question question) {
        if (question.estimated().isEmpty()) {
            errors.addUnanswered();
            return;
        }
        final Times known = question.estimated().get();
        final double start = starts.getOrDefault(question.job(), 0.0) - question.askedAt();
        final double end = ends.getOrDefault(question.job(), 0.0) - question.askedAt();
        errors.addStart(start, known.start(), question.naive().start());
        errors.addEnd(end, known.end(), question.naive().end());
    }
}
