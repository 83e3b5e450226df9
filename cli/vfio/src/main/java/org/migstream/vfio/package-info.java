// SPDX-License-Identifier: Apache-2.0
/**
 * VFIO devices that can be saved and restored: the states in which the kernel keeps them, the ways between these, and
 * the protocols of the two uAPIs. {@code migstream states} prints the first half.
 *
 * <pre>
 *   StateMachine&lt;S&gt;  request(from, to) --&gt; Transition --&gt; Arc*  opens a DataSession?
 *     DeviceStateMachine  S = DeviceState     v2, Linux 5.18 and newer: the kernel chooses the way
 *     V1StateMachine      S = V1DeviceState   v1, Linux 5.8 to 5.17: each driver had to
 *   MigrationState = DeviceActivity x DataPhase   what the states of both come down to
 *
 *   MigrationDevice  one protocol for a transfer: enter(state), read and write Chunks
 *     V2Migration  V2Device, DataDescriptor    the kernel's calls: ioctls and a descriptor
 *     V1Migration  V1Device                    the kernel's calls: a region with registers and a window
 *     PatientDevice                            waits for another one, but not for ever: DeviceThread, ChunkRelay
 * </pre>
 *
 * <p>Whoever provides a device, the kernel or a simulation, implements {@link org.migstream.vfio.V1Device} or {@link
 * org.migstream.vfio.V2Device}, call by call; the protocol on top of them is the same and stands here.
 *
 * <h2>v2</h2>
 *
 * <pre>
 *     RESUMING ------ STOP -------- STOP_COPY
 *                      |                ^
 *                 RUNNING_P2P --- PRE_COPY_P2P     this row with P2P
 *                      |                |
 *                   RUNNING ------- PRE_COPY       this column, but for STOP_COPY, with PRE_COPY
 * </pre>
 *
 * <p>All lines lead both ways but the one with an arrow. To the right of RUNNING a save session is open; it lasts until
 * STOP_COPY is left, and is passed through only by those who stay in it. States that the device does not offer
 * ({@link org.migstream.vfio.MigrationFlags}) are passed over. From STOP_COPY to PRE_COPY there is no way; Linux 6.12
 * looks for one for ever, holding the device's lock, so that request must never be sent. Sources: {@code
 * vfio_mig_get_next_state} in drivers/vfio/vfio_main.c, {@code enum vfio_device_mig_state} in uapi/linux/vfio.h.
 *
 * <h2>v1</h2>
 *
 * <pre>
 *     RESUMING ---- 0 ------- SAVING            Each of these stands once more behind, with NDMA.
 *                   |            |              RESUMING with RUNNING or SAVING is invalid,
 *                RUNNING -- SAVING|RUNNING      RESUMING|SAVING alone is ERROR.
 * </pre>
 *
 * <p>A request names the bits wanted, however many change, and the driver gets there on its own. v1 never said by which
 * way. In December 2021 kvm@vger.kernel.org tried to (thread "vfio: Update/Clarify migration uAPI, add NDMA state") and
 * ended in v2, with these questions open:
 *
 * <p><b>Which of RUNNING and SAVING is set first</b>, when both are. Logging first loses no change made in between and
 * makes every way back the same steps in reverse. Running first takes only steps that every migration takes; the other
 * passes from SAVING to SAVING|RUNNING, on which at least one driver would have failed or, silently, given a stream
 * that is no good. Running first is the default: a driver is asked only for what it has been tried on; nothing is lost,
 * because nothing has been read when logging starts; and v2 goes from STOP to PRE_COPY the same way. A request for that
 * one step itself, and for SAVING to RUNNING, is still granted: a source whose target failed has use for both.
 *
 * <p><b>What ERROR promises.</b> Nothing here: it is left by a reset alone, and a device in it is taken for running.
 *
 * <p><b>Whether a failed step leads to ERROR.</b> Either is accepted: {@link org.migstream.vfio.StateMachine#rollback}
 * starts from whatever state the device reports, and says of ERROR that only a reset leaves it. A way back into
 * RESUMING or SAVING opens a new session: what the old one held is lost.
 *
 * <p><b>What NDMA means in a device that stands still.</b> Nothing, as its proposer wrote: such states are told apart
 * from those without only so that a request can leave NDMA set.
 *
 * <h2>What was asked for then, and where it is answered</h2>
 *
 * <pre>
 *   V = V1StateMachineTest, D = DeviceStateMachineTest, T = StatesTextTest and the transcripts golden/states*.txt;
 *   of sim:v1 (package sim): S = V1StreamTest, W = V1WindowTest; P = PeerDmaTest, F = SimulatedFaultsTest
 *
 *   the bits
 *     setting SAVING opens a session, nothing older is in it    Arc.opens; V aSessionOpensWhereItsBitIsSet; W nothingOlder...
 *     clearing SAVING ends it                                   DataPhase; T says what it is worth then
 *     SAVING and RESUMING exclude each other; one pair: ERROR   V invalidStatesAreRefused..., errorIsSavingAnd...
 *     setting RESUMING prepares for a stream, may reset         T "may give up its own state"; S nothingIsAppliedBefore...
 *     clearing RESUMING is the last check and may fail          T "takes the state that was written, or refuses it";
 *                                                               S leavingResumingIsTheLastCheckOfCompleteness
 *     all other combinations are valid                          V valuesAreThoseOfTheHeader; we keep them, v2 did not
 *     back from SAVING to SAVING|RUNNING and to RUNNING         V theseAreTheSameForBoth; v2 has only the second (D)
 *   the ways
 *     no invalid state on the way                               V everyWayIsValidShortestSafeAndAsPreferred
 *     NDMA is not lost on the way                               the same (V1Graph.letsNoDmaOut)
 *     no step that nobody takes, unless asked for               the same, for RUNNING first
 *     RUNNING or SAVING first                                   V theseWereLeftOpen; --prefer
 *     failure: the same with swapped arguments                  V afterAFailureAnywhereTheArgumentsAreSwapped
 *     a fixed graph instead of bits                             v2 is one: D theWaysAreTheKernels
 *     room for another state                                    v2's flags (D); V reservedBitsAreKept
 *     every transition, or those that a driver manages          every one is found; a driver's errno is the answer
 *     one bit at a time, left to the user                       Transition.path is what such a user would ask for
 *     a failure is never silent                                 no step counts as taken before it is reported
 *   errors
 *     ERROR ends in a reset only, which leads to RUNNING        V errorIs..., D anErrorEndsInAResetOnly; afterReset
 *     ERROR at the driver's discretion                          unwind takes the state that is reported
 *     leaving RESUMING fails: ERROR, or the last packet comes   both: S aLastPacketIsTakenAfterAFailedExit, F aStepFails...
 *     the user's policy, not the driver's                       refused is only what no kernel grants
 *     a table of recoveries                                     unwind gives the steps, the caller decides
 *     is ERROR quiet, does it keep NDMA                         open; DeviceActivity: the worst is expected (V, D)
 *     RESET leads to RUNNING, always                            W errorIsLeftByAResetAlone, F aResetInTheMiddle...
 *   the data window
 *     one buffer, the driver says where data lie                W theDriverSaysWhereDataLieAndChangesIt
 *     what it does not say is undefined                         W dataAreRead..., theWindowHasNoMeaning...: a defect
 *     nothing of a former operation is seen                     W nothingOlder..., whatStoodThereIsGoneWhen...
 *     it may carry headers and sequences of the driver's own    sim.V1Model; S chunksAreTakenOnlyAsTheyWereCut
 *   sequence headers
 *     one on each entry to SAVING without RUNNING               S eachEntryToSavingWithoutRunningBeginsWith...
 *     a new one voids what came before                          S aNewSequenceHeaderVoidsWhatCameBefore
 *     one more to tell whether the target fits                  S theIdentityIsComparedBeforeAnythingIsTaken
 *   validation of streams
 *     a stream is an attack; nothing of it breaks a device      S noDamageIsTaken, sim.SimulationLawsTest noTruncation...
 *     complete, consistent and valid, or RESUMING is not left   S leavingResuming..., aChunkThatIsLeftOutIsMissed,
 *                                                               chunksAreTakenOnlyInTheirOrder
 *     a hostile VM can turn MSI into DMA                        not ours: streams are shown, and checked before they load
 *     a late last packet after a failed exit                    S aLastPacketIsTakenAfterAFailedExit
 *   NDMA with several devices
 *     optional, offered by a capability                         V1Device.ndma; W ndmaIsThereIfItIsAskedFor
 *     all quiet before any is stopped                           P noDmaEscapesWhenAllAreQuietBeforeAnyIsStopped;
 *                                                               if not, P aDmaEscapes...: sim.PeerDma
 *     it stops DMA; whether interrupts too                      open; here DMA alone counts, as in v2: P
 *     without NDMA, peer mappings have to be off                P aPeerIsRefusedWhereTheStatesForItAreMissing
 *     page requests that are outstanding                        open; no device here has any, and v2 says nothing
 *     to be had by as many devices as possible                  none needs it: MigrationDevice.offers
 * </pre>
 */
package org.migstream.vfio;
