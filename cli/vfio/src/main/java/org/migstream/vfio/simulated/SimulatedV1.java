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
final class SimulatedV1 extends SimulatedDevice<V1DeviceState> implements V1Device {
    private static final int PAGE = 4096;
    /** What stands in the bits that mean nothing yet: a user has to write them as they were. */
    private static final int RESERVED = 0x6d00_0000;

    private final V1Model model;
    private final V1Behaviour behaviour;
    private boolean second;
    private boolean lost;

    private SimulatedV1(V1Model model, V1Behaviour behaviour, StateFile file) throws IOException {
        super(model, behaviour.common(), file);
        this.model = model;
        this.behaviour = behaviour;
    }

    /** See {@link SimulatedDevice#open}. */
    static SimulatedV1 open(V1Model model, V1Behaviour behaviour, StateFile file) throws IOException {
        SimulatedV1 device = new SimulatedV1(model, behaviour, file);
        device.open();
        return device;
    }

    /** @throws IllegalStateException unless what a user did is defined */
    static void demand(boolean defined, String defect) {
        if (!defined) {
            throw new IllegalStateException(defect);
        }
    }

    @Override
    public boolean hasNdma() {
        return behaviour.ndma();
    }

    @Override
    public long regionSize() {
        return PAGE + 2L * behaviour.chunk();
    }

    @Override
    public long windowSize() {
        return behaviour.chunk();
    }

    @Override
    Session save(Content content, Dirtying dirtying) throws IOException {
        return new V1SaveWindow(this, model.save(content, dirtying, behaviour.chunk()));
    }

    @Override
    Session resume(StateDraft draft) throws IOException {
        return new V1ResumeWindow(this, model.load(draft.content()), draft, behaviour.chunk());
    }

    @Override
    public void read(ByteBuffer into, long offset) throws VfioException {
        call("read the migration region", () -> {
            Optional<V1Register> register = register(into, offset);
            if (register.isEmpty()) {
                window().read(into, offset);
                return null;
            }
            ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            into.put(value.putLong(0, read(register.get())).limit(register.get().size()));
            return null;
        });
    }

    private long read(V1Register which) throws IOException {
        return switch (which) {
            case DEVICE_STATE -> now().value() | RESERVED;
            case PENDING_BYTES -> window().pendingBytes();
            case DATA_OFFSET -> window().dataOffset();
            case DATA_SIZE -> window().dataSize();
        };
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VfioException {
        call("write the migration region", () -> {
            Optional<V1Register> register = register(from, offset);
            if (register.isEmpty()) {
                window().write(from, offset);
                return null;
            }
            ByteBuffer value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            value.put(from);
            switch (register.get()) {
                case DEVICE_STATE -> request(new V1DeviceState(value.getInt(0)));
                case DATA_SIZE -> window().dataSize(value.getLong(0));
                default -> demand(false, register.get() + " was written");
            }
            return null;
        });
    }

    private Optional<V1Register> register(ByteBuffer buffer, long offset) {
        if (offset >= PAGE) {
            return Optional.empty();
        }
        for (V1Register register : V1Register.values()) {
            if (register.offset() == offset && register.size() == buffer.remaining()) {
                return Optional.of(register);
            }
        }
        throw new IllegalStateException("no register of " + buffer.remaining() + " bytes is at " + offset);
    }

    private V1Window window() throws VfioException {
        if (session().isEmpty()) {
            demand(lost, "the window is used in " + now() + ", where it has no meaning");
            throw new VfioException("use the data window", Errno.ENODEV);
        }
        return (V1Window) session().get();
    }

    private void request(V1DeviceState register) throws IOException {
        demand((register.registerValue() ^ register.value()) == RESERVED, "reserved bits of device_state were changed");
        V1DeviceState to = new V1DeviceState(register.value());
        V1DeviceState from = now();
        Transition<V1DeviceState> way = behaviour.common().machine().transition(from, to);
        if (way.refusal().isPresent()) {
            throw new VfioException("go to " + to, Errno.EINVAL);
        }
        lost = false;
        for (Arc<V1DeviceState> step : way.arcs()) {
            try {
                step(step);
            } catch (IOException e) {
                // Where a fault has led elsewhere, it stays.
                if (now().equals(step.from()) && !isClosed()) {
                    unwind(from);
                }
                throw e;
            }
        }
    }

    private void unwind(V1DeviceState start) throws IOException {
        for (Arc<V1DeviceState> step :
                behaviour.common().machine().rollback(start, now()).arcs()) {
            try {
                step(step);
            } catch (VfioException e) {
                moveTo(V1DeviceState.error());
                return;
            }
        }
    }

    /** The next chunk lies elsewhere. */
    void turn() {
        second = !second;
    }

    /** Where the window is now, in the region. */
    long windowOffset() {
        return PAGE + (second ? behaviour.chunk() : 0);
    }

    /** Suffers what was to happen to bytes that are read, the first of them at {@code position} of a session. */
    void mayFailToRead(String operation, long position, int count) throws IOException {
        for (long at = position; at < position + count; at += readable(operation, at)) {
            mayLose(operation, at);
        }
    }

    /** The same for writing. */
    void mayFailToWrite(String operation, long position, int count) throws IOException {
        for (long at = position; at < position + count; at += writable(operation, at)) {
            mayLose(operation, at);
        }
    }

    private void mayLose(String operation, long position) throws IOException {
        mayBeReset(position);
        if (session().isEmpty()) {
            lost = true;
            throw new VfioException(operation, Errno.ENODEV);
        }
    }
}
