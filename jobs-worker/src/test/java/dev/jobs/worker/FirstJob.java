package dev.jobs.worker;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;

class FirstJob {
    record Greeting(String name) {}

    record Greeted(String text) {}

    static final JobType<Greeting, Greeted> GREET = JobType.of("greet", Greeting.class, Greeted.class);

    @SuppressWarnings("try") // closing may wait: that is what it is for
    public static void main(String[] args) throws InterruptedException {
        try (JobStore store = JobStores.open("memory:");
                Worker worker = Worker.builder(store)
                        .handle(GREET, context -> {
                            context.stage("thinking");
                            context.progress(50);
                            return new Greeted("Hello, " + context.payload().name());
                        })
                        .slots(2)
                        .start()) {
            JobId id = store.submit(GREET.request(new Greeting("Ada")));
            while (!store.find(id).orElseThrow().status().isTerminal()) {
                System.out.println(store.poll(id).orElseThrow().toJson());
                Thread.sleep(20);
            }
            System.out.println(
                    GREET.result(store.find(id).orElseThrow()).orElseThrow().text());
        }
    }
}
