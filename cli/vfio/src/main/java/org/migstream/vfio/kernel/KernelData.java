// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.VFIO_MIG_GET_PRECOPY_INFO;

import java.nio.ByteBuffer;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.PreCopyInfo;
import org.migstream.vfio.VfioException;

/** The descriptor of a data session of the kernel's. */
final class KernelData implements DataDescriptor {
    private static final Answers LEFT = Answers.to("ask what is left to read");

    private final Descriptor descriptor;
    private final Answers reading;
    private final Answers writing;

    /** @param driver whose answers are told; null if nobody knows */
    KernelData(Descriptor descriptor, String driver) {
        this.descriptor = descriptor;
        reading = DriverAnswers.toRead("read the data");
        writing = DriverAnswers.toWrite("write the data", driver);
    }

    @Override
    public int read(ByteBuffer into) throws VfioException {
        return descriptor.read(into, reading);
    }

    @Override
    public int write(ByteBuffer from) throws VfioException {
        return descriptor.write(from, writing);
    }

    /** Without the opt-in, drivers leave the flags as they find them: those mean nothing here, the numbers tell all. */
    @Override
    public PreCopyInfo preCopyInfo() throws VfioException {
        Argument info = Argument.of(Struct.PRECOPY_INFO);
        descriptor.ioctl(VFIO_MIG_GET_PRECOPY_INFO, info, LEFT);
        return new PreCopyInfo(
                info.get(Struct.Field.PRECOPY_INITIAL_BYTES), info.get(Struct.Field.PRECOPY_DIRTY_BYTES));
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
