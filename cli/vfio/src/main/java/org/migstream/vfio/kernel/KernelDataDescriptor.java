// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_MIG_GET_PRECOPY_INFO;

import java.nio.ByteBuffer;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.PreCopyInfo;
import org.migstream.vfio.VfioException;

/** The descriptor of a data session of the kernel's. */
final class KernelDataDescriptor implements DataDescriptor {
    private static final ErrnoMessages PRECOPY_INFO_ERRORS = ErrnoMessages.of("ask what is left to read");

    private final NativeFileDescriptor descriptor;
    private final ErrnoMessages readErrors;
    private final ErrnoMessages writeErrors;

    /** @param driver whose answers are told; null if nobody knows */
    KernelDataDescriptor(NativeFileDescriptor descriptor, String driver) {
        this.descriptor = descriptor;
        readErrors = DriverErrnoMessages.forRead("read the data");
        writeErrors = DriverErrnoMessages.forWrite("write the data", driver);
    }

    @Override
    public int read(ByteBuffer into) throws VfioException {
        return descriptor.read(into, readErrors);
    }

    @Override
    public int write(ByteBuffer from) throws VfioException {
        return descriptor.write(from, writeErrors);
    }

    /** Without the opt-in, drivers leave the flags as they find them: those mean nothing here, the numbers tell all. */
    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.PRECOPY_INFO);
        descriptor.ioctl(VFIO_MIG_GET_PRECOPY_INFO, info, PRECOPY_INFO_ERRORS);
        return new PreCopyInfo(
                info.get(UapiStruct.Field.PRECOPY_INITIAL_BYTES), info.get(UapiStruct.Field.PRECOPY_DIRTY_BYTES));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
