package dev.jobs.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a bean that does the work of the jobs of one type. The application's worker calls it for each of them, several at once
 * and each on a thread of its own.
 *
 * <pre>
 * &#64;JobHandler("ingest")
 * AudioFacts ingest(Upload payload, JobContext&lt;?&gt; context) { … }
 * </pre>
 *
 * <p>The method has one parameter for the payload and, if it likes, a {@link dev.jobs.worker.handler.JobContext}, in any order. It returns
 * the result, or nothing. All else is as {@link dev.jobs.worker.handler.JobHandler#handle} says. It runs outside of any transaction, except
 * where its bean begins one. {@link JobTypes} gives the same type to those who submit such jobs.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface JobHandler {
    /** The name of the jobs' type. */
    String value();

    /** The stages that the method goes through, in their order; see {@link dev.jobs.JobType#withStages}. */
    String[] stages() default {};

    /** The share of each of the {@link #stages} of the whole work, in any unit that they have in common; all alike by default. */
    double[] stageWeights() default {};

    /**
     * The {@linkplain dev.jobs.JobRequest#limitKeys limit keys} of its jobs, at most 4, of which each may have placeholders of properties.
     * {@link JobTypes} puts them into requests, unless these name others.
     */
    String[] limitKeys() default {};

    /**
     * The most time that an attempt may take, such as {@code 30m} or {@code PT30M}, or a placeholder of a property. {@link JobTypes}
     * puts it into requests; none by default, and then that of the worker counts.
     */
    String timeLimit() default "";

    /** The most time that an attempt may show no sign of life, written as {@link #timeLimit} is; none by default. */
    String silenceLimit() default "";

    /** The consequence for a job when an attempt has reached one of these limits. */
    dev.jobs.AttemptLimits.AtLimit atLimit() default dev.jobs.AttemptLimits.AtLimit.TRY_AGAIN;
}
