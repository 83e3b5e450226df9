// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.nio.ByteBuffer;
import org.migstream.vfio.V1Device;
import org.migstream.vfio.VfioException;

/** A device of the kernel with v1: a region. */
final class KernelV1 extends KernelDevice implements V1Device {
    private final MigrationRegion migration;
    private final Answers reading;
    private final Answers writing;

    KernelV1(Holding holding, MigrationRegion migration) {
        super(holding);
        this.migration = migration;
        reading = DriverAnswers.toRead("read the migration region");
        writing = DriverAnswers.toWrite("write the migration region", holding.driver());
    }

    @Override
    public boolean ndma() {
        return migration.ndma();
    }

    @Override
    public long regionSize() {
        return migration.region().size();
    }

    @Override
    public void read(ByteBuffer into, long offset) throws VfioException {
        migration.region().read(into, offset, reading);
    }

    @Override
    public void write(ByteBuffer from, long offset) throws VfioException {
        migration.region().write(from, offset, writing);
    }
}
