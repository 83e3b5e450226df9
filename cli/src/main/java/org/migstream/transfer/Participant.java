// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.util.Optional;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/** One device in a transfer, with the notes on it. */
final class Participant implements Closeable {
    private final String idstr;
    private final MigrationDevice device;
    private final DeviceLog log;
    private final MigrationState found;

    /** @throws VfioException if it does not tell its state */
    Participant(String idstr, MigrationDevice device, DeviceLog log) throws VfioException {
        this.idstr = idstr;
        this.device = device;
        this.log = log;
        log.opened(device);
        found = device.state();
        log.entered(found);
    }

    /** Of its sections. */
    String idstr() {
        return idstr;
    }

    MigrationDevice device() {
        return device;
    }

    DeviceLog log() {
        return log;
    }

    /** The state in which it was found. */
    MigrationState found() {
        return found;
    }

    /** Enters a state, see {@link MigrationDevice#enter}. */
    void enter(DeviceActivity activity, DataPhase data) throws VfioException {
        device.enter(activity, data, log::entered);
    }

    /** Reads on, see {@link MigrationDevice#read}, and notes it as sent in that phase. */
    Optional<Chunk> read(DataPhase phase) throws VfioException {
        Optional<Chunk> chunk = device.read();
        chunk.ifPresent(bytes -> log.transferred(phase, bytes.length()));
        return chunk;
    }

    /** Resets it, and finds out where that led. */
    void reset() throws VfioException {
        device.reset();
        log.reset(device.state());
    }

    /** Finds out in which state it is, if it still tells. */
    void look() {
        try {
            log.left(device.state());
        } catch (VfioException e) {
            log.left(null);
            log.failed(e.getMessage());
        }
    }

    @Override
    public void close() throws VfioException {
        device.close();
    }
}
