// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationFlags;

/**
 * The format of a simulated v2 driver: which bytes it gives and which it accepts. {@link SimulatedV2Device} has states,
 * sessions and faults.
 */
interface SimulatedDriver extends DeviceModel {
    /** Returns the features of the real driver. */
    MigrationFlags defaultFlags();

    /** Returns whether a read in pre-copy without data fails with ENOMSG (uapi/linux/vfio.h); else it returns 0. */
    boolean returnsEnomsg();

    /** Returns VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, in bytes. */
    long stopCopyLength(StateContent content) throws IOException;

    /** Begins a save in pre-copy. A save without pre-copy calls {@link StateSaver#startStopCopy} at once. */
    StateSaver beginSave(StateContent content, DirtyRounds dirtying) throws IOException;

    /** Begins a load into an empty content. */
    StateLoader beginLoad(StateContent content) throws IOException;

    /** Gives the data of a device that is saved. */
    interface StateSaver {
        /** Reads at most as many bytes as the buffer has space for; none if there are none now. */
        void read(ByteBuffer into) throws IOException;

        /** Returns the answer to VFIO_MIG_GET_PRECOPY_INFO. */
        PreCopyInfo preCopyInfo() throws IOException;

        /** Begins stop-copy: all remaining data can be read. */
        void startStopCopy() throws IOException;
    }

    /** Takes the data of a device that is resumed. */
    interface StateLoader {
        /** Takes all bytes of the buffer. */
        void write(ByteBuffer from) throws IOException;

        /** Ends the load when RESUMING is left: makes the written data the device's content. */
        void finish() throws IOException;
    }
}
