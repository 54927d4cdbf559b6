package dev.jobs.spring.transaction;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that stores orders with JPA, and submits a job for each. */
@SpringBootApplication
class OrderApplication {}
