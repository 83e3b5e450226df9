// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.OpenDevice.OpenFile;

/**
 * A device that can be saved and restored, independent of its uAPI. A caller names a state by its {@link
 * DeviceActivity} and {@link DataPhase}, which v1 and v2 have in common. The data of the device are read and written in {@link Chunk}s; {@link
 * PreCopyInfo} estimates the bytes left to read.
 *
 * <pre>
 *   save      enter(..., PRE_COPY)    read() until the caller stops the device   optional
 *             enter(..., STOP_COPY)   read() until it returns empty
 *   restore   enter(..., RESUMING)    write(chunk) for each chunk
 *             enter(..., NONE)        the driver accepts or rejects the state
 * </pre>
 */
public interface MigrationDevice extends Closeable {
    /** Returns the protocol for the uAPI of an open device. */
    static MigrationDevice of(OpenDevice device) throws VfioException {
        return device instanceof V2Device v2 ? new V2MigrationDevice(v2) : new V1MigrationDevice((V1Device) device);
    }

    /** Returns the protocol for the uAPI of an open device; closes the device if this fails. */
    static MigrationDevice open(OpenDevice device) throws VfioException {
        try {
            return of(device);
        } catch (VfioException e) {
            device.close();
            throw e;
        }
    }

    /** Returns the supported states and the paths between them. */
    StateMachine<?> stateMachine();

    /** Returns the name of the decoder for the device's states, see {@link OpenDevice#decoderName}. */
    Optional<String> decoderName();

    /** Returns the kernel's name of the device's driver, see {@link OpenDevice#kernelDriver}. */
    default Optional<String> kernelDriver() {
        return Optional.empty();
    }

    /** Returns the files that another process needs to take over the device, see {@link OpenDevice#files}. */
    List<OpenFile> files();

    /** Reads the PCI configuration, see {@link OpenDevice#readConfiguration}. */
    DeviceConfiguration readConfiguration() throws VfioException;

    /** Writes a PCI configuration, see {@link OpenDevice#writeConfiguration}. */
    void writeConfiguration(DeviceConfiguration configuration) throws VfioException;

    /** Asks the device for its state. */
    MigrationState state() throws VfioException;

    /** Returns whether the device supports a state with this activity and data phase. */
    default boolean hasState(DeviceActivity activity, DataPhase data) {
        return stateMachine().states().stream()
                .anyMatch(state -> state.activity() == activity && state.dataPhase() == data);
    }

    /** A request for another state: one call to the device. */
    interface StateChange {
        /** Returns the state before the request. */
        MigrationState from();

        /** Returns the requested state. */
        MigrationState to();

        /**
         * Returns the states that the device entered during the request, in order. Only a simulated v1 device reports
         * them; the list is empty for other devices and before {@link #execute}.
         */
        default List<MigrationState> through() {
            return List.of();
        }

        /** Returns whether the request goes several steps of the state machine at once. Only v1 has such requests. */
        default boolean goesSeveralSteps() {
            return false;
        }

        /**
         * Makes the request.
         *
         * @throws VfioException if it fails; {@link MigrationDevice#state} then returns the state that was reached
         */
        void execute() throws VfioException;

        /** Returns a description in a few words, such as {@code go from RUNNING to STOP}. */
        default String operation() {
            return "go from " + from() + " to " + to();
        }
    }

    /** Is informed about the requests of {@link #enter(StateGoal, StateListener)}. */
    interface StateListener {
        /** The device has entered the requested state. */
        void entered(StateChange request);

        /** The request has failed. The device may still enter the wanted state in another path. */
        default void failed(StateChange request, VfioException failure) {}
    }

    /**
     * Returns the next request on the shortest path to a state; empty if the device is in such a state. {@link
     * StatePlanner} describes the paths.
     *
     * @param refused requests that have failed and are not made again
     * @throws VfioException if the device does not report its state, no path is left, or the transition must not be
     *     requested
     * @throws IllegalArgumentException if the device supports no such state
     */
    Optional<StateChange> nextRequest(StateGoal goal, Collection<StateChange> refused) throws VfioException;

    /**
     * Enters a state. Does nothing if the device is in such a state. After an error of the driver, other paths are tried,
     * see {@link StateGoal#mayTryAnotherPath}.
     *
     * @throws VfioException the first failure, if no path leads to the state; {@link #state} returns the state that was
     *     reached
     * @throws IllegalArgumentException if the device supports no such state
     */
    default void enter(StateGoal goal, StateListener listener) throws VfioException {
        List<StateChange> refused = new ArrayList<>();
        VfioException firstFailure = null;
        StateChange lastRefused = null;
        while (true) {
            Optional<StateChange> next;
            try {
                next = nextRequest(goal, refused);
            } catch (VfioException e) {
                throw firstFailure == null ? e : firstFailure;
            }
            if (next.isEmpty()) {
                return;
            }
            StateChange request = next.get();
            if (firstFailure != null && lastRefused != null && !goal.mayContinue(lastRefused, request)) {
                throw firstFailure;
            }
            try {
                request.execute();
                listener.entered(request);
                lastRefused = null;
            } catch (VfioException e) {
                firstFailure = firstFailure == null ? e : firstFailure;
                refused.add(request);
                lastRefused = request;
                listener.failed(request, e);
                if (!goal.mayTryAnotherPath(request, e)) {
                    throw firstFailure;
                }
            }
        }
    }

    /**
     * Enters a state with this activity and data phase, see {@link #enter(StateGoal, StateListener)}.
     *
     * @param entered called with each state after the device has entered it
     */
    default void enter(DeviceActivity activity, DataPhase data, Consumer<MigrationState> entered) throws VfioException {
        enter(StateGoal.of(activity, data), request -> entered.accept(request.to()));
    }

    /**
     * Returns the numbers of bytes that are left to read before the device is stopped. Only valid in pre-copy. v1 does
     * not report initial data separately.
     */
    PreCopyInfo preCopyInfo() throws VfioException;

    /**
     * Returns an estimate of the number of bytes to read after the device is stopped; empty if the driver gives no
     * estimate.
     */
    OptionalLong stopCopyLength() throws VfioException;

    /**
     * Reads the next chunk. Only valid in pre-copy and stop-copy.
     *
     * @return empty in stop-copy at the end of the data, in pre-copy if no data are available now
     */
    Optional<Chunk> read() throws VfioException;

    /**
     * Writes a chunk. Only valid while resuming. Must not be called again after a failure.
     *
     * @throws VfioException if the device refuses the data
     * @throws IOException if the bytes of the chunk cannot be read
     */
    void write(Chunk chunk) throws IOException;

    /** Returns the maximum size of a written chunk in bytes; empty if there is no limit. */
    default OptionalLong windowSize() {
        return OptionalLong.empty();
    }

    /** Calls a listener when the kernel requests the device, see {@link OpenDevice#onDeviceRequest}. */
    default void onDeviceRequest(Runnable listener) throws VfioException {}

    /** Returns whether the device can be reset, see {@link OpenDevice#canReset}. */
    default boolean canReset() {
        return true;
    }

    /** Resets the device. The device then runs; its state is lost and its data sessions are closed. */
    void reset() throws VfioException;

    /**
     * Ends an open session and closes the device. The state does not change if another process has the device open,
     * too.
     */
    @Override
    void close() throws VfioException;

    /** Returns the names of the features, in the order of their bits. */
    default List<String> features() {
        return stateMachine().features();
    }

    /**
     * The bytes that are left to read before the device is stopped ({@code struct vfio_precopy_info}), as estimated by
     * the driver.
     *
     * @param initialBytes the number of bytes of initial data; a stop before they are read makes the downtime long
     * @param dirtyBytes the number of bytes that changed after they were read
     */
    record PreCopyInfo(long initialBytes, long dirtyBytes) {
        /** Returns the sum of initial and dirty bytes. */
        public long totalBytes() {
            return initialBytes + dirtyBytes;
        }
    }

    /**
     * A piece of a device's state, read or written as a unit. In v2 the boundaries are arbitrary. In v1 the target must
     * receive the same chunks that the source produced.
     */
    interface Chunk {
        /** Returns the number of bytes in this chunk; greater than 0. */
        long length();

        /**
         * Returns the next bytes, at least one; an empty buffer after the last byte. The content is valid until the
         * next call of this method or of the device.
         *
         * @throws IOException if the bytes cannot be read: a {@link VfioException} if the device failed
         */
        ByteBuffer next() throws IOException;
    }
}
