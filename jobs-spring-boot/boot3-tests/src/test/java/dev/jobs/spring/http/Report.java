package dev.jobs.spring.http;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

@Entity
class Report {
    @Id
    private UUID id = new UUID(0, 0);

    private String period = "";

    Report() {}

    Report(final UUID id, final String period) {
        this.id = id;
        this.period = period;
    }

    UUID id() {
        return id;
    }

    String period() {
        return period;
    }
}
