package dev.jobs.spring.transaction;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

@Entity
class PlacedOrder {
    @Id
    private UUID id = UUID.randomUUID();

    private String item = "";

    PlacedOrder() {}

    PlacedOrder(final String item) {
        this.item = item;
    }

    UUID id() {
        return id;
    }

    String item() {
        return item;
    }
}
