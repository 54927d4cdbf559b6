package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.ClaimForesight;
import dev.jobs.store.WorkerId;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EmptyClaimsTest {
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final OptionalLong IN_TIME = OptionalLong.of(TIME.toNanos() / 1_000);

    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
    private final long begin = clock.get();
    private final WorkerId worker = WorkerId.random();
    private final EmptyClaims claims = new EmptyClaims(clock::get);

    private boolean bringsNothing() {
        return claims.bringsNothing(worker, begin);
    }

    private void after(final Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void theSecondEmptyClaimInARowLooksForTheNextTime() {
        assertThat(claims.claims(worker)).isFalse();
        claims.broughtNothing(worker, begin, OptionalLong.empty());

        assertThat(bringsNothing()).as("it was not looked for the next time").isFalse();
        assertThat(claims.claims(worker)).isTrue();
        assertThat(claims.claims(worker))
                .as("nothing is known of the claim between")
                .isFalse();
    }

    @Test
    void aClaimBringsNothingUntilTheNextTimeAtWhichAJobMayStart() {
        claims.broughtNothing(worker, begin, IN_TIME);

        after(TIME.minusNanos(1));
        assertThat(bringsNothing()).isTrue();
        after(Duration.ofNanos(1));
        assertThat(bringsNothing()).isFalse();
    }

    @Test
    void nothingIsForeseenForLongerThanTheLongestTime() {
        claims.broughtNothing(worker, begin, OptionalLong.of(Long.MAX_VALUE / 1_000));

        after(ClaimForesight.LONGEST.minusNanos(1));
        assertThat(bringsNothing()).isTrue();
        after(Duration.ofNanos(1));
        assertThat(bringsNothing()).isFalse();
    }

    @Test
    void nothingIsForeseenWhileAClaimIsUnderWayOrAfterOneThatBroughtJobs() {
        claims.broughtNothing(worker, begin, IN_TIME);

        claims.claims(worker);

        assertThat(bringsNothing()).isFalse();
    }

    @Test
    void nothingIsForeseenIfSignalsArriveOnlySinceAfterTheClaim() {
        claims.broughtNothing(worker, begin, IN_TIME);

        assertThat(claims.bringsNothing(worker, begin + 1)).isFalse();
    }

    @Test
    void aTimeThatHasComeAlreadyIsNoTimeWithoutClaims() {
        claims.broughtNothing(worker, begin, OptionalLong.of(-1));

        assertThat(bringsNothing()).isFalse();
    }

    @Test
    void whatIsForeseenOfOneWorkerSaysNothingOfAnother() {
        claims.broughtNothing(worker, begin, IN_TIME);

        assertThat(claims.bringsNothing(WorkerId.random(), begin)).isFalse();
    }
}
