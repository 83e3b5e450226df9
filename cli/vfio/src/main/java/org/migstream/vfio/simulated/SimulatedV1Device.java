// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.migstream.vfio.Arc;
import org.migstream.vfio.Errno;
import org.migstream.vfio.Transition;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1Register;
import org.migstream.vfio.VfioException;

/**
 * A driver of v1 and its migration region: registers, then a window whose place changes with every chunk, for it is the
 * driver who says where data lie. What is undefined (reading data that nobody was told of, writing registers that cannot
 * be written) is a defect here: {@link IllegalStateException}.
 *
 * <p>A request is taken apart into steps; where one fails, those before it are undone by the same request with swapped
 * arguments, and if that fails too the device is in ERROR.
 */
final class SimulatedV1Device extends SimulatedDevice<V1DeviceState> implements V1Device {
    private static final int REGISTER_PAGE_SIZE = 4096;
    /** What stands in the bits that mean nothing yet: a user has to write them as they were. */
    private static final int RESERVED_BITS = 0x6d00_0000;

    private final V1DeviceModel model;
    private final V1DeviceOptions options;
    private boolean inSecondWindow;
    private boolean sessionLost;

    private SimulatedV1Device(V1DeviceModel model, V1DeviceOptions behaviour, SimulatedStateFile file)
            throws IOException {
        super(model, behaviour.faultPlan(), file);
        this.model = model;
        this.options = behaviour;
    }

    /** See {@link SimulatedDevice#open}. */
    static SimulatedV1Device open(V1DeviceModel model, V1DeviceOptions behaviour, SimulatedStateFile file)
            throws IOException {
        SimulatedV1Device device = new SimulatedV1Device(model, behaviour, file);
        device.open();
        return device;
    }

    /** @throws IllegalStateException unless what a user did is defined */
    static void requireDefined(boolean defined, String defect) {
        if (!defined) {
            throw new IllegalStateException(defect);
        }
    }

    @Override
    public boolean hasNdma() {
        return options.offersNdma();
    }

    @Override
    public long regionSize() {
        return REGISTER_PAGE_SIZE + 2L * options.windowSize();
    }

    @Override
    public long windowSize() {
        return options.windowSize();
    }

    @Override
    MigrationSession beginSave(StateContent content, DirtyRounds dirtying) throws IOException {
        return new V1SaveWindow(this, model.beginSave(content, dirtying, options.windowSize()));
    }

    @Override
    MigrationSession beginResume(PendingStateFile draft) throws IOException {
        return new V1ResumeWindow(this, model.beginLoad(draft.content()), draft, options.windowSize());
    }

    @Override
    public void read(ByteBuffer into, long offset) throws VfioException {
        call("read the migration region", () -> {
            Optional<V1Register> register = findRegister(into, offset);
            if (register.isEmpty()) {
                currentWindow().read(into, offset);
                return null;
            }
            ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            into.put(value.putLong(0, read(register.get())).limit(register.get().size()));
            return null;
        });
    }

    private long read(V1Register which) throws IOException {
        return switch (which) {
            case DEVICE_STATE -> currentState().value() | RESERVED_BITS;
            case PENDING_BYTES -> currentWindow().pendingBytes();
            case DATA_OFFSET -> currentWindow().dataOffset();
            case DATA_SIZE -> currentWindow().dataSize();
        };
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VfioException {
        call("write the migration region", () -> {
            Optional<V1Register> register = findRegister(from, offset);
            if (register.isEmpty()) {
                currentWindow().write(from, offset);
                return null;
            }
            ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            value.put(from);
            switch (register.get()) {
                case DEVICE_STATE -> requestState(new V1DeviceState(value.getInt(0)));
                case DATA_SIZE -> currentWindow().dataSize(value.getLong(0));
                default -> requireDefined(false, register.get() + " was written");
            }
            return null;
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
        throw new IllegalStateException("no register of " + buffer.remaining() + " bytes is at " + offset);
    }

    private V1Window currentWindow() throws VfioException {
        if (session().isEmpty()) {
            requireDefined(sessionLost, "the window is used in " + currentState() + ", where it has no meaning");
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
        Transition<V1DeviceState> way = options.faultPlan().machine().transition(from, to);
        if (way.refusal().isPresent()) {
            throw new VfioException("go to " + to, Errno.EINVAL);
        }
        sessionLost = false;
        for (Arc<V1DeviceState> step : way.arcs()) {
            try {
                takeStep(step);
            } catch (IOException e) {
                // Where a fault has led elsewhere, it stays.
                if (currentState().equals(step.from()) && !isClosed()) {
                    undoSteps(from);
                }
                throw e;
            }
        }
    }

    private void undoSteps(V1DeviceState start) throws IOException {
        for (Arc<V1DeviceState> step :
                options.faultPlan().machine().rollback(start, currentState()).arcs()) {
            try {
                takeStep(step);
            } catch (VfioException e) {
                moveTo(V1DeviceState.error());
                return;
            }
        }
    }

    /** The next chunk lies elsewhere. */
    void moveWindow() {
        inSecondWindow = !inSecondWindow;
    }

    /** Where the window is now, in the region. */
    long windowOffset() {
        return REGISTER_PAGE_SIZE + (inSecondWindow ? options.windowSize() : 0);
    }

    /** Suffers what was to happen to bytes that are read, the first of them at {@code position} of a session. */
    void injectReadFaults(String operation, long position, int count) throws IOException {
        for (long at = position; at < position + count; at += maxReadLength(operation, at)) {
            requireSessionAlive(operation, at);
        }
    }

    /** The same for writing. */
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
