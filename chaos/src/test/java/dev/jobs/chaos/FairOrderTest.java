package dev.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.chaos.FairOrder.Start;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shows that an unfair order would be found. */
class FairOrderTest {
    private static final int JOBS = 60;

    @Test
    void anOwnerWhoStartsWithTheRoundUnderWayIsTreatedFairly() {
        assertThat(FairOrder.broken(starts(5))).isEmpty();
    }

    @Test
    void anOwnerWhoWaitsForAllJobsOfAnotherIsNot() {
        assertThat(FairOrder.broken(starts(JOBS))).singleElement().asString().contains("other-0");
    }

    @Test
    void jobsThatStartedBeforeItsSubmissionAreNotHeldAgainstIt() {
        final List<Start> late = Stream.concat(
                        many(), Stream.of(new Start("other-0", JOBS, JOBS + 1, "worker-1", at(JOBS))))
                .toList();

        assertThat(FairOrder.broken(late)).isEmpty();
    }

    @Test
    void anOwnerOfMoreWeightWhoStartsSoManyForEachOneOfAnotherIsTreatedByIt() {
        assertThat(FairOrder.broken(inRoundsOf(FairOrder.WEIGHT, 1))).isEmpty();
    }

    @Test
    void anOwnerOfMoreWeightWhoStartsAsManyAsAnotherIsNot() {
        assertThat(FairOrder.broken(inRoundsOf(1, 1)))
                .singleElement()
                .asString()
                .contains("of weight 3 started");
    }

    @Test
    void norIsTheOtherOneIfItStartsFewerThanItsWeightGivesIt() {
        assertThat(FairOrder.broken(inRoundsOf(4 * FairOrder.WEIGHT, 1)))
                .singleElement()
                .asString()
                .contains("of weight 1 started");
    }

    /** Two owners of many jobs, of whom one starts so many of its own in each round and the other so many. */
    private static List<Start> inRoundsOf(final int weighted, final int many) {
        final int each = weighted + many;
        return IntStream.range(0, 2 * JOBS)
                .mapToObj(i ->
                        new Start(i % each < weighted ? FairOrder.WEIGHTED : FairOrder.MANY, 0, i, "worker-1", at(i)))
                .toList();
    }

    /** One owner's jobs start one after the other, and another's after some of them. */
    private static List<Start> starts(final int before) {
        return Stream.concat(many(), Stream.of(new Start("other-0", 0, before, "worker-1", at(before))))
                .toList();
    }

    private static Stream<Start> many() {
        return IntStream.range(0, JOBS).mapToObj(i -> new Start(FairOrder.MANY, 0, i, "worker-1", at(i)));
    }

    private static Instant at(final int millis) {
        return Instant.ofEpochMilli(millis);
    }
}
