package dev.jobs.spring.autoconfigure.store;

import dev.jobs.spring.transaction.CannotJoin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of submissions within transactions.
 *
 * @param cannotJoin Way to deal with a submission within a transaction that it cannot be a part of, such as one on another DataSource than that
 *     of the job store.
 */
@ConfigurationProperties("jobs.transactions")
record JobsTransactionProperties(@DefaultValue("warn") CannotJoin cannotJoin) {}
