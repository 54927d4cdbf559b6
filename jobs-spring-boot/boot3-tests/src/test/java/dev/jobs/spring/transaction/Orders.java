package dev.jobs.spring.transaction;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

interface Orders extends JpaRepository<PlacedOrder, UUID> {}
