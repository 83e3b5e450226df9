// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.migstream.spi.DriverError;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.VfioException;

/** A device of the kernel with v1, which is called by reads and writes of its migration region. */
final class KernelV1Device extends KernelDevice implements V1Device {
    private final MigrationRegion migrationRegion;
    private final ErrnoMessages readErrors;
    private final ErrnoMessages writeErrors;

    /** @param driverErrors returns the errors of the device's driver */
    KernelV1Device(OpenHandles handles, MigrationRegion migrationRegion, Supplier<List<DriverError>> driverErrors) {
        super(handles);
        this.migrationRegion = migrationRegion;
        readErrors = ErrnoMessages.forRead("read the migration region");
        writeErrors = ErrnoMessages.forWrite("write the migration region", driverErrors);
    }

    @Override
    public boolean hasNdma() {
        return migrationRegion.hasNdma();
    }

    @Override
    public long regionSize() {
        return migrationRegion.region().size();
    }

    @Override
    public void read(ByteBuffer into, long offset) throws VfioException {
        migrationRegion.region().read(into, offset, readErrors);
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VfioException {
        migrationRegion.region().write(from, offset, writeErrors);
    }
}
