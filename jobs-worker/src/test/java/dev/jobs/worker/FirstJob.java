package dev.jobs.worker;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.watch.JobWatch;
import java.time.Duration;

class FirstJob {
    record Greeting(String name) {}

    record Greeted(String text) {}

    static final JobType<Greeting, Greeted> GREET = JobType.of("greet", Greeting.class, Greeted.class);

    @SuppressWarnings("try") // closing may wait: that is what it is for
    public static void main(String[] args) throws Exception {
        try (JobStore store = JobStores.open("memory:");
                Worker worker = Worker.builder(store)
                        .handle(GREET, context -> {
                            context.stage("thinking");
                            context.progress(50);
                            return new Greeted("Hello, " + context.payload().name());
                        })
                        .slots(2)
                        .start();
                JobWatch watch = JobWatch.on(store)) {
            JobId id = store.submit(GREET.request(new Greeting("Ada")));
            Job end = watch.waitFor(id, Duration.ofMinutes(1), answer -> System.out.println(answer.toJson()))
                    .orElseThrow()
                    .job();
            System.out.println(GREET.result(end).orElseThrow().text());
        }
    }
}
