// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationFlags;

/**
 * The data format of a simulated v2 driver: the bytes of a saved device, and the bytes that a load accepts. {@link
 * SimulatedV2Device} implements states, sessions and faults.
 */
interface SimulatedDriver extends DeviceModel {
    /** Returns the features of the real driver. */
    MigrationFlags defaultFlags();

    /** Returns whether a read in pre-copy without data fails with ENOMSG (uapi/linux/vfio.h); else it returns 0. */
    boolean returnsEnomsg();

    /** Returns VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, in bytes. */
    long stopCopyLength(StateContent content) throws IOException;

    /** Begins a save in pre-copy. A save without pre-copy calls {@link StateSaver#startStopCopy} at once. */
    StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException;

    /** Begins a load into an empty content. */
    StateLoader beginLoad(StateContent content) throws IOException;

    /** Produces the data of a device that is saved. */
    interface StateSaver {
        /** Reads bytes until the buffer is full or no more data are available now. */
        void read(ByteBuffer into) throws IOException;

        /** Returns the result of VFIO_MIG_GET_PRECOPY_INFO. */
        PreCopyInfo preCopyInfo() throws IOException;

        /** Begins stop-copy: all remaining data can be read. */
        void startStopCopy() throws IOException;
    }

    /** Loads the data of a device that is resumed. */
    interface StateLoader {
        /** Loads all bytes of the buffer. */
        void write(ByteBuffer from) throws IOException;

        /** Ends the load when RESUMING is left. The written data then are the device's content. */
        void finish() throws IOException;
    }
}
