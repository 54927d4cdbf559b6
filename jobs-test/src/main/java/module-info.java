/** Runs a service's jobs in its unit tests. */
module dev.jobs.test {
    requires transitive dev.jobs.api;
    requires transitive dev.jobs.worker;
    requires dev.jobs.store.memory;
    requires static dev.jobs.store.jdbc;
    requires static transitive org.assertj.core;
    requires static transitive org.jspecify;
    requires static transitive org.junit.jupiter.api;

    exports dev.jobs.test;
    exports dev.jobs.test.assertj;
    exports dev.jobs.test.junit;
}
