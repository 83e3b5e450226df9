// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.vfio.Errno;
import org.migstream.vfio.StateMachine.Arc;
import org.migstream.vfio.StateMachine.Transition;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.V1Device.V1Register;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.V1StateMachine.V1Precedence;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * A simulated v1 device and its migration region: registers, then a data window. The window changes its offset with
 * every chunk, because in v1 the driver chooses the offset. An undefined access, such as a read of data that were not
 * announced, is a defect of the caller and throws {@link IllegalStateException}.
 *
 * <p>A request is divided into steps. If a step fails, the earlier steps are undone by the reverse request. If this
 * request also fails, the device is in ERROR.
 */
final class SimulatedV1Device extends SimulatedDevice<V1DeviceState> implements V1Device {
    private static final List<String> NDMA_CHOICES = List.of("NDMA", "none");
    private static final SimulatedOption FEATURES =
            new SimulatedOption("features", String.join("|", NDMA_CHOICES), "offer the NDMA bit, or not (none)");
    private static final int MIN_WINDOW_SIZE = 64;
    private static final int MAX_WINDOW_SIZE = 1 << 20;
    private static final int DEFAULT_WINDOW_SIZE = 16 << 10;
    private static final SimulatedOption CHUNK =
            new SimulatedOption("chunk", "BYTES", "use a data window of this size (16K), up to 1M");
    private static final SimulatedOption PREFER = new SimulatedOption(
            "prefer", "running|logging", "set RUNNING (default) or SAVING first, if one request sets both");

    static final List<SimulatedOption> OPTIONS = Stream.of(
                    List.of(FEATURES, CHUNK, V1Grants.OPTION, PREFER, V1SaveWindow.NO_DATA), FaultPlan.OPTIONS)
            .flatMap(List::stream)
            .toList();

    private static final int REGISTER_PAGE_SIZE = 4096;
    /** The value of the reserved bits of device_state. The caller must not change them. */
    private static final int RESERVED_BITS = 0x6d00_0000;

    private final V1DeviceModel model;
    private final V1Behavior behavior;
    private final List<V1DeviceState> statesOfLastRequest = new ArrayList<>();
    private boolean inSecondWindow;
    private boolean sessionLost;

    SimulatedV1Device(V1DeviceModel model, V1Behavior behavior, SimulatedStateFile file) throws IOException {
        super(model, behavior.faultPlan(), file);
        this.model = model;
        this.behavior = behavior;
    }

    /**
     * The options of an open v1 device.
     *
     * @param offersNdma whether the device offers the NDMA bit
     * @param windowSize the size of the data window, in bytes
     * @param grants the requests that the driver grants
     * @param emptyChunks the chunks without data
     * @param faultPlan the faults
     */
    record V1Behavior(
            boolean offersNdma,
            int windowSize,
            V1Grants grants,
            V1SaveWindow.EmptyChunks emptyChunks,
            FaultPlan<V1DeviceState> faultPlan) {
        /** @throws IllegalArgumentException if an option is not valid */
        static V1Behavior of(OptionValues options) {
            boolean ndma =
                    options.choice(FEATURES, NDMA_CHOICES, NDMA_CHOICES.get(1)).equals(NDMA_CHOICES.get(0));
            int windowSize = (int) options.number(CHUNK, MIN_WINDOW_SIZE, MAX_WINDOW_SIZE, DEFAULT_WINDOW_SIZE);
            V1StateMachine machine = new V1StateMachine(ndma, precedence(options));
            return new V1Behavior(
                    ndma,
                    windowSize,
                    V1Grants.of(options, ndma),
                    V1SaveWindow.EmptyChunks.of(options),
                    FaultPlan.of(options, machine));
        }

        private static V1Precedence precedence(OptionValues options) {
            List<String> names = Arrays.stream(V1Precedence.values())
                    .map(precedence -> precedence.name().toLowerCase(Locale.ROOT))
                    .toList();
            String name = options.choice(PREFER, names, names.get(V1StateMachine.DEFAULT_PRECEDENCE.ordinal()));
            return V1Precedence.values()[names.indexOf(name)];
        }
    }

    /** @throws IllegalStateException if an access is not defined */
    static void requireDefined(boolean defined, String defect) {
        if (!defined) {
            throw new IllegalStateException(defect);
        }
    }

    @Override
    public boolean hasNdma() {
        return behavior.offersNdma();
    }

    @Override
    public long regionSize() {
        return REGISTER_PAGE_SIZE + 2L * behavior.windowSize();
    }

    @Override
    public long windowSize() {
        return behavior.windowSize();
    }

    @Override
    MigrationSession beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException {
        return new V1SaveWindow(
                this, model.beginSave(content, dirtyRounds, behavior.windowSize()), behavior.emptyChunks());
    }

    @Override
    MigrationSession beginResume(PendingStateFile pending) throws IOException {
        return new V1ResumeWindow(this, model.beginLoad(pending.content()), pending, behavior.windowSize());
    }

    @Override
    public void read(ByteBuffer into, long offset) throws VfioException {
        run("read the migration region", () -> {
            Optional<V1Register> register = findRegister(into, offset);
            if (register.isEmpty()) {
                currentWindow().read(into, offset);
                return;
            }
            ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            into.put(value.putLong(0, readRegister(register.get()))
                    .limit(register.get().size()));
        });
    }

    private long readRegister(V1Register register) throws IOException {
        return switch (register) {
            case DEVICE_STATE -> currentState().value() | RESERVED_BITS;
            case PENDING_BYTES -> currentWindow().pendingBytes();
            case DATA_OFFSET -> currentWindow().dataOffset();
            case DATA_SIZE -> currentWindow().dataSize();
        };
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VfioException {
        run("write the migration region", () -> {
            Optional<V1Register> register = findRegister(from, offset);
            if (register.isEmpty()) {
                currentWindow().write(from, offset);
                return;
            }
            ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            value.put(from);
            switch (register.get()) {
                case DEVICE_STATE -> requestState(new V1DeviceState(value.getInt(0)));
                case DATA_SIZE -> currentWindow().setDataSize(value.getLong(0));
                default -> requireDefined(false, register.get() + " was written");
            }
        });
    }

    private Optional<V1Register> findRegister(ByteBuffer buffer, long offset) {
        if (offset >= REGISTER_PAGE_SIZE) {
            return Optional.empty();
        }
        for (V1Register register : V1Register.values()) {
            if (register.offset() == offset && register.size() == buffer.remaining()) {
                return Optional.of(register);
            }
        }
        throw new IllegalStateException("no register of " + buffer.remaining() + " bytes is at offset " + offset);
    }

    private V1Window currentWindow() throws VfioException {
        if (session().isEmpty()) {
            requireDefined(sessionLost, "the window is used in " + currentState() + ", where it is not defined");
            throw new VfioException("use the data window", Errno.ENODEV);
        }
        return (V1Window) session().get();
    }

    private void requestState(V1DeviceState register) throws IOException {
        requireDefined(
                (register.registerValue() ^ register.value()) == RESERVED_BITS,
                "reserved bits of device_state were changed");
        V1DeviceState to = new V1DeviceState(register.value());
        V1DeviceState from = currentState();
        Transition<V1DeviceState> transition = behavior.faultPlan().machine().transition(from, to);
        statesOfLastRequest.clear();
        String operation = "go from " + from + " to " + to;
        if (transition.refusal().isPresent() || !behavior.grants().grants(from, to)) {
            throw new VfioException(operation, Errno.EINVAL);
        }
        sessionLost = false;
        for (Arc<V1DeviceState> step : transition.arcs()) {
            try {
                takeRecordedStep(step);
            } catch (IOException e) {
                // A fault may have moved the device to another state; it then stays there.
                if (currentState().equals(step.from()) && !isClosed()) {
                    undoSteps(from);
                }
                throw e;
            }
        }
    }

    private void takeRecordedStep(Arc<V1DeviceState> step) throws IOException {
        try {
            takeStep(step);
        } finally {
            recordState(step.from());
        }
    }

    /** Records the current state as one of the states of the request, if the device has left the given state. */
    private void recordState(V1DeviceState before) {
        if (!currentState().equals(before)) {
            statesOfLastRequest.add(currentState());
        }
    }

    @Override
    public List<V1DeviceState> statesOfLastRequest() {
        return List.copyOf(statesOfLastRequest);
    }

    private void undoSteps(V1DeviceState start) throws IOException {
        for (Arc<V1DeviceState> step :
                behavior.faultPlan().machine().rollback(start, currentState()).arcs()) {
            try {
                takeRecordedStep(step);
            } catch (VfioException e) {
                moveTo(V1DeviceState.error());
                recordState(step.from());
                return;
            }
        }
    }

    /** Moves the window to its other offset, for the next chunk. */
    void moveWindow() {
        inSecondWindow = !inSecondWindow;
    }

    /** Returns the current offset of the window in the region. */
    long windowOffset() {
        return REGISTER_PAGE_SIZE + (inSecondWindow ? (long) behavior.windowSize() : 0);
    }

    /** Injects the faults of a read of {@code count} bytes at {@code position} of a session. */
    void injectReadFaults(String operation, long position, int count) throws IOException {
        for (long at = position; at < position + count; at += maxReadLength(operation, at)) {
            requireSessionAlive(operation, at);
        }
    }

    /** Injects the faults of a write of {@code count} bytes at {@code position} of a session. */
    void injectWriteFaults(String operation, long position, int count) throws IOException {
        for (long at = position; at < position + count; at += maxWriteLength(operation, at)) {
            requireSessionAlive(operation, at);
        }
    }

    private void requireSessionAlive(String operation, long position) throws IOException {
        resetIfDueAt(position);
        if (session().isEmpty()) {
            sessionLost = true;
            throw new VfioException(operation, Errno.ENODEV);
        }
    }
}
