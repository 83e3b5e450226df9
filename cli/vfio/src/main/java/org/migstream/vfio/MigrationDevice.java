// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A device that can be saved and resumed, whichever uAPI it has: what a transfer works with. States are named by what
 * they mean in both, and entered step by step, so that it is known where a failure has left the device.
 */
public interface MigrationDevice extends Closeable {
    /** Opens the protocol of a device's uAPI. */
    static MigrationDevice of(OpenDevice device) throws VfioException {
        return device instanceof V2Device v2 ? new V2MigrationDevice(v2) : new V1MigrationDevice((V1Device) device);
    }

    /** The states that the device offers, and the ways between them. */
    StateMachine<?> stateMachine();

    /** See {@link OpenDevice#decoderName}. */
    Optional<String> decoderName();

    /** See {@link OpenDevice#files}. */
    List<OpenFile> files();

    /** See {@link OpenDevice#readConfiguration}. */
    DeviceConfiguration readConfiguration() throws VfioException;

    /** See {@link OpenDevice#writeConfiguration}. */
    void writeConfiguration(DeviceConfiguration configuration) throws VfioException;

    /** The state that the device reports. */
    MigrationState state() throws VfioException;

    /** Whether there is such a state. */
    default boolean hasState(DeviceActivity activity, DataPhase data) {
        return stateMachine().states().stream()
                .anyMatch(state -> state.activity() == activity && state.dataPhase() == data);
    }

    /** One step on a way between states. */
    interface StateChange {
        /** Where it begins. */
        MigrationState from();

        /** Where it leads. */
        MigrationState to();

        /** @throws VfioException if it fails; {@link #state} tells where the device is then */
        void execute() throws VfioException;

        /** What it is, in a few words. */
        default String operation() {
            return "go from " + from() + " to " + to();
        }
    }

    /**
     * The way to the nearest such state; empty where the device is in one.
     *
     * @throws VfioException if the device does not tell where it is, or must not be asked to go there
     * @throws IllegalArgumentException if the device offers no such state
     */
    List<StateChange> pathTo(DeviceActivity activity, DataPhase data) throws VfioException;

    /**
     * Enters the nearest such state, one step after the other; where the device is in one, nothing happens.
     *
     * @param entered is told of each state when the device is in it
     * @throws VfioException at the first step that fails or must not be asked for; {@link #state} tells where that was
     * @throws IllegalArgumentException if the device offers no such state
     */
    default void enter(DeviceActivity activity, DataPhase data, Consumer<MigrationState> entered) throws VfioException {
        for (StateChange step : pathTo(activity, data)) {
            step.execute();
            entered.accept(step.to());
        }
    }

    /**
     * What is left to read before the device is stopped; only in pre-copy. v1 does not tell initial data apart.
     */
    PreCopyInfo preCopyInfo() throws VfioException;

    /** How many bytes a stopped device is going to give: an estimate; empty where it does not tell. */
    OptionalLong stopCopyLength() throws VfioException;

    /**
     * Reads on, only in pre-copy and stop-copy.
     *
     * @return empty when there is nothing more: in stop-copy for good, in pre-copy for now
     */
    Optional<Chunk> read() throws VfioException;

    /**
     * Writes, only while resuming. After a failure there must not be another one.
     *
     * @throws VfioException if the device refuses; any other if the chunk cannot give its bytes
     */
    void write(Chunk chunk) throws IOException;

    /** The most bytes that a chunk that is written can have; empty where it can have any number. */
    default OptionalLong windowSize() {
        return OptionalLong.empty();
    }

    /** Ends sessions and all else: the device runs. The last resort. */
    void reset() throws VfioException;

    /** Ends a session that is open; the device is left in the state it is in, as far as its descriptor is not the last. */
    @Override
    void close() throws VfioException;

    /** The names of the features, for reports. */
    default List<String> features() {
        return stateMachine().features();
    }
}
