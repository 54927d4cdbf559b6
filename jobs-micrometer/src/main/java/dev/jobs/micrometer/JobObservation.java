package dev.jobs.micrometer;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations that there are, with the names that they have by default. */
public enum JobObservation implements ObservationDocumentation {
    /** One call that submits jobs, named {@code jobs.submit}. */
    SUBMIT {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultSubmitConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[] {Tag.TYPE, Tag.QUEUE};
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {Detail.COUNT};
        }
    },

    /** One run of a handler, named {@code jobs.handle}. */
    RUN {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultRunConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[] {Tag.TYPE, Tag.QUEUE, Tag.OUTCOME};
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {Detail.ID, Detail.ATTEMPT};
        }
    };

    /** The names whose values are bounded in number: they are tags of meters. */
    public enum Tag implements KeyName {
        /** The type of the job; {@code several} if one call submits jobs of several. */
        TYPE("type"),

        /** The queue of the job; {@code several} if one call submits to several. */
        QUEUE("queue"),

        /** The outcome of the run; see {@link RunContext#outcome()}. */
        OUTCOME("outcome");

        private final String name;

        Tag(final String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** The names whose values are not bounded in number: they are attributes of spans. */
    public enum Detail implements KeyName {
        /** The number of requests of one call. */
        COUNT("jobs.count"),

        /** The id of the job. */
        ID("jobs.id"),

        /** The number of the attempt. */
        ATTEMPT("jobs.attempt");

        private final String name;

        Detail(final String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }
}
