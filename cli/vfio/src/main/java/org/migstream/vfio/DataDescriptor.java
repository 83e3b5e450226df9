// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import java.io.Closeable;
import java.nio.ByteBuffer;

/** The descriptor of a v2 data session: read while the device is saved, written while it is resumed. */
public interface DataDescriptor extends Closeable {
    /**
     * read(2): from 1 byte to as many as there is room for.
     *
     * @return 0 at the end in STOP_COPY, and in several drivers also where others answer ENOMSG: nothing more in pre-copy
     *     for now
     */
    int read(ByteBuffer into) throws VfioException;

    /** write(2): takes at least 1 byte. After a failure there must not be another one: drivers would take it. */
    int write(ByteBuffer from) throws VfioException;

    /** VFIO_MIG_GET_PRECOPY_INFO; only while the device is in PRE_COPY or PRE_COPY_P2P. */
    PreCopyInfo preCopyInfo() throws VfioException;

    @Override
    void close() throws VfioException;
}
