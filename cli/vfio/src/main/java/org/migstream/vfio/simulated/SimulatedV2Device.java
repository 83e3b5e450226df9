// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.StateMachine.Transition;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.V2Device.DataDescriptor;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.V2StateMachine;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * Implements the kernel's part of a simulated v2 device: state requests and the descriptors of data sessions. Like
 * vfio_main.c, this class divides a request into steps and stops at the first step that fails.
 */
final class SimulatedV2Device extends SimulatedDevice<V2DeviceState> implements V2Device {
    private static final SimulatedOption FEATURES = new SimulatedOption(
            "features", "STOP_COPY[+P2P][+PRE_COPY]", "offer these features instead of those of the real driver");
    private static final List<String> PRE_COPY_END_CHOICES = List.of("enomsg", "zero");
    private static final SimulatedOption PRE_COPY_END = new SimulatedOption(
            "precopy-end", String.join("|", PRE_COPY_END_CHOICES), "return this from a read in pre-copy without data");

    static final List<SimulatedOption> OPTIONS = Stream.of(
                    List.of(FEATURES, PRE_COPY_END), FaultPlan.OPTIONS, DataFaults.DESCRIPTOR_OPTIONS)
            .flatMap(List::stream)
            .toList();

    private final SimulatedDriver driver;
    private final V2Behavior behavior;
    private final AtomicInteger openDescriptors = new AtomicInteger();

    SimulatedV2Device(SimulatedDriver driver, V2Behavior behavior, SimulatedStateFile file) throws IOException {
        super(driver, behavior.faultPlan(), file);
        this.driver = driver;
        this.behavior = behavior;
    }

    /**
     * The options of an open v2 device.
     *
     * @param flags the offered features
     * @param faultPlan the faults
     * @param returnsEnomsg whether a read in pre-copy without data fails with ENOMSG; else it returns 0
     */
    record V2Behavior(MigrationFlags flags, FaultPlan<V2DeviceState> faultPlan, boolean returnsEnomsg) {
        /** @throws IllegalArgumentException if an option is not valid */
        static V2Behavior of(OptionValues options, SimulatedDriver driver) {
            MigrationFlags flags = options.value(FEATURES)
                    .map(names -> parseFeatures(options, names))
                    .orElse(driver.defaultFlags());
            String end = options.choice(
                    PRE_COPY_END, PRE_COPY_END_CHOICES, PRE_COPY_END_CHOICES.get(driver.returnsEnomsg() ? 0 : 1));
            return new V2Behavior(
                    flags, FaultPlan.of(options, new V2StateMachine(flags)), end.equals(PRE_COPY_END_CHOICES.get(0)));
        }

        private static MigrationFlags parseFeatures(OptionValues options, String names) {
            try {
                return MigrationFlags.ofNames(List.of(names.split("\\+", -1)));
            } catch (IllegalArgumentException e) {
                throw options.invalidValue(FEATURES, names, "names with + between them: " + e.getMessage());
            }
        }
    }

    @Override
    public long migrationFlags() {
        return behavior.flags().bits();
    }

    @Override
    public V2DeviceState state() throws VfioException {
        return call("read the state", this::currentState);
    }

    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        return call("read the size of the data", () -> OptionalLong.of(driver.stopCopyLength(content())));
    }

    @Override
    public Optional<DataDescriptor> setState(V2DeviceState to) throws VfioException {
        String request = "go to " + to;
        return call(request, () -> {
            if (currentState() == V2DeviceState.STOP_COPY
                    && to.dataPhase() == DataPhase.PRE_COPY
                    && behavior.flags().hasState(to)) {
                throw new IllegalStateException(request + " from " + currentState() + ": Linux 6.12 hangs");
            }
            Transition<V2DeviceState> transition =
                    behavior.faultPlan().machine().transition(currentState(), to);
            if (transition.refusal().isPresent()) {
                throw new VfioException(request, Errno.EINVAL);
            }
            for (Arc<V2DeviceState> step : transition.arcs()) {
                takeStep(step);
            }
            return transition.openedSession().isPresent() ? Optional.of(openDescriptor(request)) : Optional.empty();
        });
    }

    /** Opens a descriptor. Fails if the device is closed, because no caller could close the descriptor. */
    private DataDescriptor openDescriptor(String request) throws VfioException {
        if (isClosed()) {
            throw new VfioException(request, Errno.ENODEV);
        }
        openDescriptors.incrementAndGet();
        return (V2Session) session().orElseThrow();
    }

    @Override
    MigrationSession beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException {
        return new V2Session.V2SaveSession(this, driver.beginSave(content, dirtyRounds));
    }

    @Override
    MigrationSession beginResume(PendingStateFile pending) throws IOException {
        return new V2Session.V2ResumeSession(this, driver.beginLoad(pending.content()), pending);
    }

    @Override
    int openDescriptorCount() {
        return openDescriptors.get();
    }

    boolean returnsEnomsg() {
        return behavior.returnsEnomsg();
    }

    void releaseDescriptor() {
        openDescriptors.decrementAndGet();
    }
}
