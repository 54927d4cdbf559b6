package dev.jobs.store.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import dev.jobs.store.JobStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract lets no broken store pass: each fails the tests that are meant for it. */
@Tag("slow")
final class JobStoreContractTest {
    private static final AtomicReference<Supplier<JobStore>> STORES = new AtomicReference<>();
    private static final Map<String, String> QUICK =
            Map.of("jobs.testkit.rounds", "20", "jobs.testkit.sequences", "10", "jobs.testkit.patience", "3");

    /** What a broken store is, and the tests that catch it. */
    private record Broken(Supplier<JobStore> stores, List<String> caughtBy) {
        static Broken broken(final Supplier<JobStore> stores, final String... caughtBy) {
            return new Broken(stores, List.of(caughtBy));
        }

        String name() {
            try (JobStore store = stores.get()) {
                return store.getClass().getSimpleName();
            }
        }
    }

    private static List<Broken> broken() {
        return List.of(
                Broken.broken(
                        BrokenJobStores.ForgetsAttributes::new,
                        "attributesComeBackAsTheyWere",
                        "attributesOfJobsSubmittedByTheHundredComeBackAsTheyWere"),
                Broken.broken(BrokenJobStores.ForgetsDelays::new, "aJobWithADelayIsDueAfterItByTheStoresClock"),
                Broken.broken(
                        BrokenJobStores.ForgetsLeases::new,
                        "anEarlierAttemptCannotWriteIntoTheNextOne",
                        "aWorkerThatWakesAfterItsJobWasGivenToAnotherIsRefusedAndToldToStop",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenJobStores.IgnoresWhoHoldsALease::new,
                        "onlyTheWorkerThatHoldsALeaseCanWriteUnderIt",
                        "aReportOfAnotherWorkerChangesNothingAmongThoseOfTheRightOne"),
                Broken.broken(BrokenJobStores.CountsLeases::new, "theNumberOfALeaseDoesNotFollowFromThePastOfItsJob"),
                Broken.broken(
                        BrokenJobStores.ClaimsWhatIsClaimed::new,
                        "aClaimedJobIsNotClaimedAgain",
                        "claimAgainstClaim",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenJobStores.ClaimsBackwards::new,
                        "jobsOfOneQueueStartByPriorityAndThenInOrderOfSubmission",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenJobStores.LetsCompletionsUndoCancels::new,
                        "noLateWriteUndoesACancel",
                        "cancelAgainstComplete"),
                Broken.broken(
                        BrokenJobStores.ChecksBeforeItCancels::new, "cancelAgainstComplete", "cancelAgainstCancel"),
                Broken.broken(
                        BrokenJobStores.FinishesAtCancel::new,
                        "aProcessingJobIsCancelledAtOnceAndFinishedByItsRelease",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenJobStores.LosesTheSecondReport::new,
                        "everyReportOfACallIsWrittenAndAnsweredInItsOrder",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenJobStores.CountsHandedBackAttempts::new,
                        "aJobHandedBackIsPendingAndItsAttemptNotCounted",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenJobStores.CountsPositionsFromTwo::new,
                        "theJobThatStartsNextHasPositionOne",
                        "positionsAreExactUpToAThousand",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(BrokenJobStores.SharesKeysAmongOwners::new, "anIdempotencyKeyIsUniquePerOwner"),
                Broken.broken(
                        BrokenJobStores.StoresHalfOfASubmission::new,
                        "aKeyUsedAgainForAnotherPayloadIsRefusedAndNothingOfTheSubmissionStored",
                        "ofTenThousandRequestsNoneIsStoredIfOneIsRefused"),
                Broken.broken(BrokenJobStores.PrunesStoppingJobs::new, "aCancelledJobIsKeptUntilItIsReleased"),
                Broken.broken(
                        BrokenJobStores.ListsAJobTwice::new,
                        "pagesFollowEachOtherWithoutGapOrRepeat",
                        "whileJobsComeAndGoThoseThatStayAreListedOnce"),
                Broken.broken(
                        BrokenJobStores.RecoversTheLiving::new,
                        "theJobsOfALiveWorkerAreNotTaken",
                        "recoverAgainstTheHeartbeatOfALateWorker"),
                Broken.broken(BrokenJobStores.SignalsOfNothing::new, "aSubscriberHearsOfWhatHappensAndOfNothingElse"),
                Broken.broken(
                        BrokenForesight.ForgetsTimes::new,
                        "aClaimIsNotNeedlessOnceAJobIsDue",
                        "aClaimIsNotNeedlessOnceAPauseHasEnded",
                        "aClaimIsNotNeedlessOnceARateAllowsTheNextStart"),
                Broken.broken(
                        BrokenForesight.ForeseesNothingForEver::new,
                        "aClaimIsNeedlessForSomeSecondsOnly",
                        "aClaimIsNotNeedlessAfterOneThatBroughtAllItAskedFor"),
                Broken.broken(
                        BrokenPastWaits.ForgetsLimits::new,
                        "aStartedJobTellsWhichLimitWasFullAndWhoseEndMadeRoom",
                        "manyJobsOfOneSubmissionTellWhichLimitWasFull",
                        "theLastOfThoseWhoMadeRoomIsToldThoughNoClaimHasMetTheJobSince",
                        "theChangeOfAnotherLimitMakesNoRoom",
                        "theEndOfAPauseMakesNoRoomWhereALimitIsFull",
                        "aHigherLimitMakesRoomWithoutTheEndOfAJob",
                        "aStartedJobTellsWhichRateAllowedNoStart",
                        "theEndOfAJobAllowsNoStartThatARateDoesNot",
                        "anEndUnderALoweredLimitThatIsStillFullMakesNoRoom",
                        "theLastOfSeveralReasonsIsTold"),
                Broken.broken(
                        BrokenPastWaits.ForgetsPauses::new,
                        "aStartedJobTellsThePauseOfItsQueueTypeOwnerOrLimitKey",
                        "aPauseThatEndedByItselfIsToldWithItsEnd",
                        "theLastOfSeveralReasonsIsTold"),
                Broken.broken(
                        BrokenPastWaits.ForgetsWhoMadeRoom::new,
                        "anEndUnderALoweredLimitThatIsStillFullMakesNoRoom",
                        "theLastOfThoseWhoMadeRoomIsToldThoughNoClaimHasMetTheJobSince",
                        "theChangeOfAnotherLimitMakesNoRoom",
                        "theEndOfAPauseMakesNoRoomWhereALimitIsFull",
                        "aStartedJobTellsWhichLimitWasFullAndWhoseEndMadeRoom",
                        "manyJobsOfOneSubmissionTellWhichLimitWasFull"),
                Broken.broken(
                        BrokenPastWaits.KeepsTheFirstEnd::new,
                        "anEndUnderALoweredLimitThatIsStillFullMakesNoRoom",
                        "aStartedJobTellsWhichLimitWasFullAndWhoseEndMadeRoom",
                        "theLastOfThoseWhoMadeRoomIsToldThoughNoClaimHasMetTheJobSince"),
                Broken.broken(BrokenPastWaits.TakesAnEndForAStart::new, "theEndOfAJobAllowsNoStartThatARateDoesNot"),
                Broken.broken(
                        BrokenPastWaits.TakesAnyChangeForRoom::new,
                        "theChangeOfAnotherLimitMakesNoRoom",
                        "theEndOfAPauseMakesNoRoomWhereALimitIsFull"),
                Broken.broken(BrokenPastWaits.InventsWhoMadeRoom::new, "aHigherLimitMakesRoomWithoutTheEndOfAJob"),
                Broken.broken(
                        BrokenPastWaits.TellsOfAnyPause::new,
                        "theEndOfAPauseMakesNoRoomWhereALimitIsFull",
                        "aPauseThatEndedByItselfIsToldWithItsEnd",
                        "aPauseThatDidNotKeepTheJobBackIsNotTold",
                        "theLastOfSeveralReasonsIsTold"),
                Broken.broken(BrokenPastWaits.KeepsTheAttemptBefore::new, "theReasonOfAnAttemptBeforeIsNotKept"),
                Broken.broken(
                        BrokenPastWaits.TellsOfWaiters::new,
                        "aJobThatHasNotStartedTellsNothingAndNeitherDoesOneThatIsGone",
                        "theReasonOfAnAttemptBeforeIsNotKept"),
                Broken.broken(BrokenJobStores.StaysOpen::new, "everyCallOfAClosedStoreSaysThatItIsClosed"),
                Broken.broken(
                        BrokenAttempts.ForgetsLimits::new,
                        "limitsComeBackAsTheyWere",
                        "limitsOfJobsSubmittedByTheHundredComeBackAsTheyWere"),
                Broken.broken(BrokenAttempts.KeepsTimeLimits::new, "eachAttemptHasATimeLimitOfItsOwn"),
                Broken.broken(BrokenAttempts.LimitsByTheClaim::new, "aClaimSaysWhenTheAttemptReachesTheLimitOfItsJob"),
                Broken.broken(BrokenAttempts.KeepsStageTimes::new, "theTimesOfStagesAreKeptUntilTheNextAttemptBegins"),
                Broken.broken(BrokenAttempts.KeepsEveryAttempt::new, "aFirstAttemptThatCompletesItsJobIsNotKept"),
                Broken.broken(
                        BrokenAttempts.ForgetsLostAttempts::new,
                        "anAttemptWhoseWorkerIsLostIsKeptWithTheWorkersName",
                        "theAttemptsOfAJobAreItsWholeStory",
                        "anEndAgainstTheRecoveryOfItsWorkerLeavesOneAttempt"),
                Broken.broken(BrokenAttempts.CancelsAtTheEnd::new, "whatComesAfterACancelDoesNotMoveItsTime"),
                Broken.broken(
                        BrokenAttempts.TakesLimitsForFailures::new,
                        "anAttemptThatReachedALimitIsKeptAsSuch",
                        "theAttemptsOfAJobAreItsWholeStory"),
                Broken.broken(
                        BrokenAttempts.AddsAttemptsAtRepeats::new,
                        "aRepeatOfAnEndAddsNothing",
                        "theSameEndTwiceAtOnceLeavesOneAttempt"),
                Broken.broken(BrokenAttempts.KeepsAttemptsOfPrunedJobs::new, "attemptsGoWithTheirJob"),
                Broken.broken(
                        BrokenAttempts.RerunsAtEachCall::new,
                        "whileItsRerunHasNotEndedAJobIsNotRunAgainTwice",
                        "theTwoNameEachOtherWhereverTheyAreSeen",
                        "rerunAgainstRerun"),
                Broken.broken(BrokenAttempts.ChecksBeforeItReruns::new, "rerunAgainstRerun"),
                Broken.broken(BrokenAttempts.RerunsStoppingJobs::new, "aJobThatHasNotEndedIsNotRunAgain"),
                Broken.broken(BrokenAttempts.RerunsWithoutPriority::new, "aRerunIsANewJobWithTheRequestOfTheOldOne"),
                Broken.broken(BrokenAttempts.LinksInSilence::new, "theOldJobStaysAsItIsAndItsRevisionGrows"),
                Broken.broken(
                        BrokenLogs.LogsRepeats::new,
                        "aRepeatAddsNothingTwice",
                        "aRepeatInALaterAttemptAddsNothingTwiceEither",
                        "linesThatTheWorkerHasDroppedLeaveAGap",
                        "linesAgainstTheSameLines"),
                Broken.broken(
                        BrokenLogs.LogsUnderLostLeases::new,
                        "linesUnderALostLeaseAreRefused",
                        "onlyTheHolderOfALeaseLogsUnderIt",
                        "linesAgainstTheRecoveryOfTheirWorker"),
                Broken.broken(
                        BrokenLogs.KeepsMoreLines::new,
                        "theNewestLinesAreKept",
                        "theNewestBytesAreKept",
                        "manyJobsLogInOneCallEachItsOwnLines"),
                Broken.broken(BrokenLogs.DropsLinesByNumber::new, "aGapTakesNoRoomOfTheLinesThatAreKept"),
                Broken.broken(BrokenLogs.NumbersLinesOfEachAttempt::new, "numbersGoOnOverAttempts"),
                Broken.broken(BrokenLogs.EndsBeforeItLogs::new, "theLastLinesComeWithTheEndWhereverTheyStandInTheCall"),
                Broken.broken(BrokenLogs.ChangesJobsAtLines::new, "linesOfTheLogChangeNothingOfTheJob"),
                Broken.broken(BrokenLogs.KeepsLogsOfPrunedJobs::new, "aLogGoesWithItsJob"),
                Broken.broken(BrokenLogs.SilencesStoppingJobs::new, "whatIsLoggedWhileAJobIsBeingStoppedIsKept"),
                Broken.broken(
                        BrokenPolls.LeavesTheRevision::new,
                        "everyChangeThatCanBeSeenMakesTheRevisionGrow",
                        "everyEndMakesTheRevisionGrow"),
                Broken.broken(
                        BrokenPolls.CountsChangesOfStatusOnly::new, "everyChangeThatCanBeSeenMakesTheRevisionGrow"),
                Broken.broken(
                        BrokenPolls.MixesUpAnswers::new, "onePollAnswersForManyJobsAndLeavesOutThoseThatThereAreNot"),
                Broken.broken(
                        BrokenPolls.AnswersTheFirst::new,
                        "onePollAnswersForManyJobsAndLeavesOutThoseThatThereAreNot",
                        "theQueuesSizeIsExactUpToAThousandAndSoonBeyond"),
                Broken.broken(
                        BrokenPolls.LetsOverallProgressFall::new,
                        "overallProgressDoesNotFallWhenTheHandlerGoesBackToAnEarlierStage"),
                Broken.broken(BrokenPolls.ForgetsStages::new, "stagesThatWereEnteredAreRemembered"),
                Broken.broken(
                        BrokenPolls.CarriesOverallProgressOver::new, "overallProgressBeginsAnewWithTheNextAttempt"),
                Broken.broken(
                        BrokenPolls.DropsDeclaredStages::new,
                        "declaredStagesComeWithTheClaimAndWithEveryAnswer",
                        "stagesThatWereEnteredAreRemembered"),
                Broken.broken(
                        BrokenPolls.CountsTheQueueUpToTheJob::new,
                        "onePollAnswersForManyJobsAndLeavesOutThoseThatThereAreNot",
                        "theQueuesSizeIsExactUpToAThousandAndSoonBeyond"),
                Broken.broken(BrokenPolls.SaysThatWorkersAreBusy::new, "aJobThatNoLiveWorkerHandlesWaitsForOne"),
                Broken.broken(BrokenPolls.TakesARetryForASchedule::new, "aJobWhoseAttemptFailedWaitsForItsRetry"),
                Broken.broken(
                        BrokenPolls.EstimatesOnce::new,
                        "everyAnswerIsOfNow",
                        "anEstimateIsNeverInThePast",
                        "noEstimateOfAKeptBackJobIsInThePast"),
                Broken.broken(
                        BrokenPolls.EstimatesFromNothing::new,
                        "withoutThreeCompletedJobsOfItsTypeNoCompletionIsEstimated"),
                Broken.broken(BrokenPolls.EstimatesWithoutAWorker::new, "withoutALiveWorkerForItNoStartIsEstimated"),
                Broken.broken(
                        BrokenPolls.EstimatesByPosition::new,
                        "aJobStartsWhenWhatIsAheadHasBeenDoneEachJobByWhatItsTypeTakes"),
                Broken.broken(
                        BrokenLimitedEstimates.IgnoresKeys::new,
                        "aJobOfAFullKeyIsExpectedToStartWhenThoseOfItsKeyHaveBeenDone",
                        "aJobWhoseKeyHasRoomIsExpectedBehindThoseOfItsKeyThatAreAhead"),
                Broken.broken(
                        BrokenLimitedEstimates.StartsAllWithTheNextToken::new,
                        "aJobOfARateIsExpectedToStartAtTheTokenThatIsForIt"),
                Broken.broken(
                        BrokenLimitedEstimates.IgnoresEndsOfPauses::new, "aPausedJobIsExpectedToStartWhenItsPauseEnds"),
                Broken.broken(
                        BrokenLimitedEstimates.TellsWhatNobodyKnows::new,
                        "aPauseThatHasNoEndHasNoEstimate",
                        "behindJobsThatSomethingElseKeepsBackThereIsAnEstimateOnlyWhereTheyMakeNoDifference",
                        "aJobWhosePermitsAreHeldByWhatIsBeingStoppedHasNoEstimate",
                        "aJobBehindOneOfItsKeyThatAnotherKeyMayKeepBackHasNoEstimate"),
                Broken.broken(
                        BrokenOperations.CountsStoppingJobsAsRunning::new,
                        "jobsThatHaveNotEndedAreCountedByQueueAndType",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenOperations.CountsWhatIsNotDueAsStartable::new,
                        "jobsThatHaveNotEndedAreCountedByQueueAndType",
                        "aJobThatIsTriedAgainLaterIsScheduledMeanwhile"),
                Broken.broken(
                        BrokenOperations.TakesTheFirstForTheOldest::new,
                        "theOldestStartableJobIsTheOneThatHasBeenDueLongest",
                        "theOldestStartableJobIsFoundBehindHundredsOfAHigherPriority"),
                Broken.broken(
                        BrokenOperations.HandlesEverything::new,
                        "aTypeThatNoLiveWorkerHandlesInItsQueueSaysSinceWhenItWaits"),
                Broken.broken(
                        BrokenOperations.ForgetsChildren::new,
                        "aWorkerSaysWithEachHeartbeatWhichChildProcessesRun",
                        "theFirstHeartbeatOfAWorkerSaysWhichChildProcessesRun",
                        "ofManyChildProcessesAsManyAsMayBeAreTold"),
                Broken.broken(
                        BrokenOperations.ForgetsWhatIsStuck::new,
                        "aWorkerSaysWithEachHeartbeatWhichHandlersAreStuck",
                        "aHandlerThatIsStuckUnderALostLeaseIsTold"),
                Broken.broken(
                        BrokenOperations.LivesSinceItsLastHeartbeat::new,
                        "aWorkerLivesSinceItsFirstHeartbeatAndWasHeardAtItsLast"),
                Broken.broken(
                        BrokenOperations.NamesAnyWorker::new,
                        "theWorkerOfAJobIsTheOneThatRunsItOrIsStoppingIt",
                        "aJobThatNoLiveWorkerHasHasNoWorker"),
                Broken.broken(
                        BrokenOperations.HidesWhatIsBeingStopped::new, "aWorkerIsListedWithWhatItRunsAndIsStopping"),
                Broken.broken(
                        BrokenOperations.IgnoresConditions::new,
                        "jobsAreFoundByTheLimitThatKeepsThemBack",
                        "aJobIsFoundByItsIdIfTheRestMatchesToo",
                        "jobsAreFoundByTheirIdempotencyKeyWhoseverTheyAre",
                        "jobsAreFoundByAttributesToTheCharacter",
                        "jobsAreFoundByTheirLimitKeysOrTheBeginningsOfThem",
                        "jobsAreFoundByATextInTheirErrorsWhateverItsCase",
                        "jobsAreFoundByTheTimeOfTheirSubmission"),
                Broken.broken(BrokenOperations.FindsAJobTwice::new, "pagesFollowEachOtherInBothOrders"),
                Broken.broken(
                        BrokenOperations.EndsWhenTimeIsOver::new,
                        "aSearchWithoutTimeGoesOnWithEachCursorUntilAllHasBeenLookedAt"),
                Broken.broken(BrokenOperations.TellsOfOldFailures::new, "onlyFailuresOfTheTimeAskedForAreTold"),
                Broken.broken(
                        BrokenOperations.CountsStartsByEnds::new,
                        "submissionsStartsAndEndsAreCountedByQueueAndType",
                        "aJobThatIsTriedAgainStartsTwiceAndEndsOnce"),
                Broken.broken(BrokenOperations.TellsOfAllDay::new, "onlyTheTimeAskedForIsToldInItsSteps"),
                Broken.broken(
                        BrokenOperations.RunsAllAgain::new,
                        "aRepeatRunsNothingAgain",
                        "aRerunThatHasFailedIsRunAgainItself",
                        "whatHasNotEndedIsLeftOut"),
                Broken.broken(BrokenOperations.DeletesWhatHasNotEnded::new, "aJobThatHasNotEndedIsNotDeleted"),
                Broken.broken(
                        BrokenPauses.StartsPausedJobs::new,
                        "nothingOfAPausedQueueStartsUntilItIsResumed",
                        "nothingOfAPausedTypeStartsInAnyQueueUntilItIsResumed",
                        "onlyWhatIsPausedIsKeptBack",
                        "aJobThatAWorkerDeclinedIsPausedLikeOthers"),
                Broken.broken(
                        BrokenPauses.PausesTypesInTheFirstQueue::new,
                        "nothingOfAPausedTypeStartsInAnyQueueUntilItIsResumed"),
                Broken.broken(BrokenPauses.PausesMore::new, "onlyWhatIsPausedIsKeptBack"),
                Broken.broken(BrokenPauses.StopsWhatRuns::new, "whatRunsGoesOn"),
                Broken.broken(
                        BrokenPauses.ForgetsEnds::new,
                        "aPauseEndsByItselfByTheStoresClock",
                        "anEndThatHasPassedPausesNothing",
                        "thoseWhoWaitAreToldWhyAndUntilWhen"),
                Broken.broken(BrokenPauses.KeepsTheFirstPause::new, "pausingAgainReplacesReasonAndEnd"),
                Broken.broken(
                        BrokenPauses.ResumesAll::new,
                        "thePauseOfAQueueIsToldBeforeThatOfAType",
                        "pausesAreListedAndResumedOnce"),
                Broken.broken(BrokenPauses.ListsPausesAsTheyCame::new, "pausesAreListedAndResumedOnce"),
                Broken.broken(BrokenPauses.HidesPauses::new, "thoseWhoWaitAreToldWhyAndUntilWhen"),
                Broken.broken(BrokenPauses.PausesWhatIsNotDue::new, "otherReasonsToWaitStayAsTheyAre"),
                Broken.broken(BrokenPauses.TellsOfTheWeakerPause::new, "thePauseOfAQueueIsToldBeforeThatOfAType"),
                Broken.broken(
                        BrokenPauses.CountsPausedJobsAsStartable::new,
                        "theOverviewTellsPausedJobsFromThoseThatMayStart"),
                Broken.broken(BrokenPauses.ForeseesPausedJobs::new, "noStartOfAPausedJobIsForeseen"),
                Broken.broken(
                        BrokenOrders.IgnoresOwners::new,
                        "twoOwnersAlternate",
                        "ownersOfOneCallAlternateHoweverManyJobsItHas",
                        "theBacklogOfOneOwnerDoesNotKeepTheOneJobOfAnother",
                        "anOwnerWhoComesLateJoinsTheRoundUnderWayAndHasSavedUpNothing",
                        "eachOwnerStartsOneBeforeAnyStartsItsNext",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenOrders.LeavesNobodyOutOfTheTurns::new,
                        "jobsWithoutOwnersAreTogetherOneOwner",
                        "theBacklogOfAnOwnerDoesNotKeepAJobWithoutOne"),
                Broken.broken(
                        BrokenOrders.KeepsTheFairOrder::new,
                        "inOrderOfSubmissionOwnersDoNotMatter",
                        "afterAChangeToOrderOfSubmissionNewJobsStartBehindThoseThatWait"),
                Broken.broken(BrokenOrders.OrdersEveryQueue::new, "theOrderIsOfOneQueueAndFairUntilItIsChosen"),
                Broken.broken(
                        BrokenOrders.StaysInOrderOfSubmission::new,
                        "afterAChangeToTheFairOrderANewOwnerStartsBetweenThoseThatWait"),
                Broken.broken(
                        BrokenOrders.CountsPositionsBySubmission::new,
                        "theBacklogOfOneOwnerDoesNotKeepTheOneJobOfAnother",
                        "positionsAreTheOrderInWhichJobsStart"),
                Broken.broken(
                        BrokenWeights.IgnoresWeights::new,
                        "anOwnerOfAHigherWeightHasSoManyJobsInEachRound",
                        "anOwnerOfAHigherWeightWhoComesLateJoinsTheRoundUnderWay",
                        "eachOwnerHasAWeightOfItsOwn",
                        "jobsThatAreSubmittedOneByOneFillTheOwnersLastRound",
                        "weightsHoldInOneCallHoweverManyJobsItHas",
                        "aCancelledJobLeavesItsPlaceInTheLastRoundToTheOwnersNextOne",
                        "aJobThatReplacesAnotherGoesByItsWeight",
                        "noOwnerHasMoreJobsInARoundThanItsWeight",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenWeights.GivesOneMoreThanTheWeight::new,
                        "anOwnerOfAHigherWeightHasSoManyJobsInEachRound",
                        "noOwnerHasMoreJobsInARoundThanItsWeight",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenWeights.KeepsTheFirstWeight::new,
                        "theTurnOfAJobGoesByItsOwnWeightAndThoseThatWaitKeepTheirs",
                        "jobsOfOneCallEachGoByTheirOwnWeight"),
                Broken.broken(BrokenWeights.ForgetsWeightsUntilJobsAreDue::new, "weightsHoldForJobsThatBecomeDue"),
                Broken.broken(
                        BrokenWeights.TellsOfNoWeight::new,
                        "theWeightIsKeptWithTheJob",
                        "aRerunHasTheWeightOfTheOldJob",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenFullLimits.RefusesTooLate::new,
                        "ofTwoQuickSubmissionsBeforeAnyClaimOneIsRefused",
                        "ofManySubmittersExactlyOneIsAccepted"),
                Broken.broken(BrokenFullLimits.LooksBeforeItSubmits::new, "ofManySubmittersExactlyOneIsAccepted"),
                Broken.broken(
                        BrokenFullLimits.ReplacesWhatRuns::new,
                        "theWaitingJobsAreReplacedAndNameTheNewOne",
                        "aReplacementAgainstAClaimNeverCancelsWhatRuns"),
                Broken.broken(BrokenFullLimits.ReplacesJobsOfOthers::new, "jobsOfOtherOwnersAndTypesAreNotReplaced"),
                Broken.broken(BrokenFullLimits.LooksAtTheFirstRequestOnly::new, "requestsOfOneCallSeeEachOther"),
                Broken.broken(
                        BrokenLimits.ExceedsByOne::new,
                        "noMoreAttemptsOfAKeyRunThanItsLimitAllows",
                        "loweringALimitStopsNothingAndLetsNothingStartUntilThereIsRoom",
                        "permitsAreNeverMoreThanALimitWhateverHappens",
                        "aStoreIsWhatASimpleListWouldBe"),
                Broken.broken(
                        BrokenLimits.StartsNothingBehindMany::new,
                        "aJobBehindManyThatAreSubmittedToAFullKeyStartsWithTheNextClaim",
                        "aJobBehindManyStartsWithTheNextClaimIfTheLimitIsNewerThanThey"),
                Broken.broken(BrokenLimits.LetsBurstsThrough::new, "noMoreStartInAPeriodThanARateAllows"),
                Broken.broken(BrokenLimits.LosesPermitsOfLostWorkers::new, "aRecoveredLeaseIsAFreePermit"),
                Broken.broken(BrokenLimits.FreesPermitsAtACancel::new, "everyEndOfAnAttemptFreesItsPermit"),
                Broken.broken(BrokenLimits.SharesALimitAmongKeys::new, "aLimitWithAStarHoldsForEachKeyByItself"),
                Broken.broken(BrokenLimits.DefaultsReplace::new, "aDefaultOfTheCodeDoesNotReplaceWhatAnOperatorSet"),
                Broken.broken(BrokenLimits.KeepsAllBackBehindALimit::new, "thoseWhoWaitAreToldOfTheLimit"),
                Broken.broken(BrokenLimits.HidesLimits::new, "thoseWhoWaitAreToldOfTheLimit"),
                Broken.broken(
                        BrokenLimits.TellsOfTheNewest::new, "aLimitTellsSinceWhenTheOldestJobWaitsThatItKeepsBack"),
                Broken.broken(
                        BrokenLimits.ForgetsKeys::new,
                        "jobsComeBackWithTheirKeys",
                        "aJobOfSeveralKeysStartsWhenAllOfThemAllowIt"),
                Broken.broken(
                        BrokenLimits.PausesNobody::new,
                        "nothingOfAPausedOwnerStartsUntilItIsResumed",
                        "nothingOfAPausedLimitKeyStartsUntilItIsResumed"),
                Broken.broken(
                        BrokenSurvival.SwallowsInterrupts::new,
                        "everyCallOfAnInterruptedThreadEndsAndLeavesItInterrupted"),
                Broken.broken(
                        BrokenSurvival.LosesJobsWhenInterrupted::new,
                        "nothingIsLostWhenThreadsAreInterruptedInTheirCalls"),
                Broken.broken(
                        BrokenSurvival.KnowsNoUnreadablePayload::new,
                        "withoutAWorkerADeclinedJobIsShownAsUnreadableAndAnotherAsWithoutAWorker"),
                Broken.broken(
                        BrokenSurvival.ForgetsAtARestart::new,
                        "jobsOfEveryStatusAreAsTheyWereAfterARestart",
                        "aLeaseHoldsOverARestart",
                        "anIdempotencyKeyHoldsOverARestart",
                        "jobsSubmittedAfterARestartStartAfterThoseFromBefore",
                        "aWorkerIsNotGivenAfterARestartWhatItDeclined",
                        "theJobsOfAWorkerThatWasLostAreRecoveredAfterARestart",
                        "aPauseHoldsOverARestart",
                        "turnsAndOrderHoldOverARestart"));
    }

    @BeforeEach
    void beQuick() {
        QUICK.forEach(System::setProperty);
    }

    @AfterEach
    void beThoroughAgain() {
        QUICK.keySet().forEach(System::clearProperty);
    }

    @TestFactory
    Stream<DynamicTest> everyBrokenStoreIsCaught() {
        return broken().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    final List<? extends DiscoverySelector> tests = each.caughtBy().stream()
                            .map(JobStoreContractTest::test)
                            .toList();

                    assertThat(failures(each.stores(), tests)).containsExactlyInAnyOrderElementsOf(each.caughtBy());
                }));
    }

    @Test
    void aStoreThatNeverSignalsPasses() {
        System.clearProperty("jobs.testkit.patience");

        assertThat(failures(BrokenJobStores.NeverSignals::new, List.of(selectClass(Contract.class))))
                .isEmpty();
    }

    /** The test of this name, of whichever theme it is. */
    private static DiscoverySelector test(final String name) {
        final List<Class<?>> themes = Stream.of(JobStoreContract.class.getDeclaredClasses())
                .filter(theme -> Stream.of(theme.getSuperclass().getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals(name)))
                .toList();
        assertThat(themes).as("the theme of " + name).hasSize(1);
        return selectNestedMethod(List.of(Contract.class), themes.get(0), name);
    }

    @Test
    void noThemeIsTheSubclassOfAnother() {
        final List<Class<?>> themes = Stream.of(JobStoreContract.class.getDeclaredClasses())
                .<Class<?>>map(Class::getSuperclass)
                .toList();

        assertThat(themes).doesNotHaveDuplicates().hasSizeGreaterThan(20);
        assertThat(themes).noneMatch(theme -> themes.contains(theme.getSuperclass()));
    }

    @Test
    void aThemeCanBeRunAlone() {
        assertThat(failures(
                        BrokenJobStores.ClaimsBackwards::new,
                        List.of(selectNestedClass(List.of(Contract.class), JobStoreContract.Submissions.class))))
                .isEmpty();
        assertThat(failures(
                        BrokenJobStores.ClaimsBackwards::new,
                        List.of(selectNestedClass(List.of(Contract.class), JobStoreContract.Claims.class))))
                .contains("jobsOfOneQueueStartByPriorityAndThenInOrderOfSubmission");
    }

    /** The names of those of these tests that fail for such stores. */
    private static Set<String> failures(
            final Supplier<JobStore> stores, final List<? extends DiscoverySelector> tests) {
        STORES.set(stores);
        final Set<String> failed = new TreeSet<>();
        final LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(tests).build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(test.getSource()
                            .map(source -> source instanceof MethodSource method
                                    ? method.getMethodName()
                                    : test.getDisplayName())
                            .orElse(test.getDisplayName()));
                }
            }
        });
        return failed;
    }

    /** The contract, for the store that is tried at the moment. */
    static final class Contract extends JobStoreContract {
        @Override
        protected JobStore newStore() {
            return requireNonNull(STORES.get()).get();
        }

        @Override
        protected Optional<JobStore> reopen(final JobStore first) {
            first.close();
            return first instanceof BrokenSurvival.Restarting restarting
                    ? Optional.of(restarting.restarted())
                    : Optional.empty();
        }

        @Override
        protected boolean estimates() {
            return true;
        }
    }
}
