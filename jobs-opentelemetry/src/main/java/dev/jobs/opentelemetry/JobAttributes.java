package dev.jobs.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * The names of the attributes of spans: those of OpenTelemetry's conventions for messaging, of which there is no stable library, and our
 * own, which begin with {@code jobs}.
 */
final class JobAttributes {
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    static final AttributeKey<Long> BATCH_COUNT = AttributeKey.longKey("messaging.batch.message_count");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> TYPE = AttributeKey.stringKey("jobs.type");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("jobs.attempt");
    static final AttributeKey<Long> MAX_ATTEMPTS = AttributeKey.longKey("jobs.max_attempts");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("jobs.outcome");

    private JobAttributes() {}
}
