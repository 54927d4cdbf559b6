/** The API that applications, workers and stores speak. */
module dev.jobs.api {
    requires transitive com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;
    requires static tools.jackson.databind;

    exports dev.jobs;
    exports dev.jobs.store;
    exports dev.jobs.store.operations;
    exports dev.jobs.store.support;

    uses dev.jobs.store.JobStoreProvider;
}
