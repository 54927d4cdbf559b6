package dev.jobs.micrometer;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text that Prometheus gets of real workers on a store, at which everything that has a meter has happened.
 *
 * @param meters the meters in the registry
 * @param labels the labels of each name in the text, such as of {@code jobs_run_seconds_bucket}
 */
record Scrape(List<Meter.Id> meters, Map<String, Set<String>> labels) {
    private static final Pattern LINE = Pattern.compile("^(jobs_\\w+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

    static Scrape of(final JobStore store) throws InterruptedException {
        final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        final ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        store.submit(JobRequest.builder("nobody handles it", "{}").build());
        try (StoreMeters ofStore = StoreMeters.of(store);
                MeteredWork work = new MeteredWork(store, WorkerMeters.of(registry))) {
            ofStore.bindTo(registry);
            final JobId stopped = store.submit(MeteredWork.request("wait"));
            work.begun.await();
            store.cancel(stopped);
            MeteredWork.awaitEnd(store, store.submit(MeteredWork.twice("fail")));
            MeteredWork.awaitEnd(store, stopped);
            observe(store, ObservedJobs.of(observations));
            EstimateMetersTest.poll(store, registry);
            Await.until("the stop is measured", () -> registry.find("jobs.stop").timer() != null);
            Await.until(
                    "all of the store is measured",
                    () -> registry.find("jobs.store.oldest.age").gauge() != null);
            return new Scrape(registry.getMeters().stream().map(Meter::getId).toList(), labels(registry.scrape()));
        }
    }

    /** Lets one job be observed, and the scrape be while another runs. */
    private static void observe(final JobStore store, final ObservedJobs observed) throws InterruptedException {
        final JobId id = observed.observe(store).submit(MetricsExample.INGEST.request("x"));
        try (Worker worker = Worker.builder(store)
                .handle(MetricsExample.INGEST, JobContext::payload)
                .interceptor(observed.interceptor())
                .start()) {
            MeteredWork.awaitEnd(store, id);
            Await.until("no job runs", () -> worker.activeJobs() == 0);
        }
    }

    private static Map<String, Set<String>> labels(final String text) {
        final Map<String, Set<String>> labels = new TreeMap<>();
        final Matcher line = LINE.matcher(text);
        while (line.find()) {
            final Set<String> ofName = labels.computeIfAbsent(line.group(1), name -> new TreeSet<>());
            if (line.group(2) != null) {
                LABEL.matcher(line.group(2)).results().forEach(label -> ofName.add(label.group(1)));
            }
        }
        return labels;
    }

    /** The names that a meter has in the text, such as {@code jobs_run_seconds_count} of {@code jobs_run_seconds}. */
    Map<String, Set<String>> of(final String name) {
        final List<String> suffixes =
                Arrays.asList("", "_count", "_sum", "_bucket", "_max", "_active_count", "_duration_sum");
        return labels.entrySet().stream()
                .filter(entry ->
                        suffixes.stream().anyMatch(suffix -> entry.getKey().equals(name + suffix)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
