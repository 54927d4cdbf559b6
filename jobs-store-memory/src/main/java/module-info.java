import dev.jobs.store.JobStoreProvider;
import dev.jobs.store.memory.MemoryJobStoreProvider;

/** A store in this process's memory. */
module dev.jobs.store.memory {
    requires transitive dev.jobs.api;
    requires static org.jspecify;
    requires org.slf4j;

    exports dev.jobs.store.memory;

    provides JobStoreProvider with
            MemoryJobStoreProvider;
}
