// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_PCI_CONFIG_REGION_INDEX;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_READ;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_WRITE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciRegs;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * The configuration of a PCI device, which is in its regions.
 *
 * <p>The vectors of MSI-X are in the memory of the device, where the kernel keeps those of the host: vfio-pci lets
 * nobody see or write them (vfio_pci_bar_rw: reads give ones, writes are lost), and who runs a guest keeps the guest's
 * to himself. Drivers that make up a device, however, may show their vectors there. So what cannot be seen is taken for
 * what it is in a device that nobody has set up, and is left as it is.
 */
final class PciConfigurationAccess {
    private static final ErrnoMessages READ_ERRORS = ErrnoMessages.of("read the configuration");
    private static final ErrnoMessages WRITE_ERRORS = ErrnoMessages.of("write the configuration");

    /** BARs are the regions of the same number. */
    private static final int BAR_COUNT = 6;

    private final VfioDeviceFd device;

    PciConfigurationAccess(VfioDeviceFd device) {
        this.device = device;
    }

    DeviceConfiguration read() throws VfioException {
        if (!device.isPci()) {
            throw READ_ERRORS.toException("this is no PCI device");
        }
        ConfigSpace space = readConfigSpace();
        Optional<MsixCapability> msix = MsixCapability.find(space);
        return new DeviceConfiguration(space, msix.isPresent() ? readMsixTable(msix.get()) : MsixTable.EMPTY);
    }

    private ConfigSpace readConfigSpace() throws VfioException {
        VfioDeviceFd.Region region = device.region(VFIO_PCI_CONFIG_REGION_INDEX);
        // As QEMU counts (vfio_pci_realize): of exactly 256 bytes, or of PCI Express. mtty has 255, which makes it
        // Express.
        int size = region.size() == ConfigSpace.CONVENTIONAL_SIZE
                ? ConfigSpace.CONVENTIONAL_SIZE
                : ConfigSpace.EXPRESS_SIZE;
        ByteBuffer bytes = allocateBuffer((int) Math.min(size, region.size()));
        region.read(bytes, 0, READ_ERRORS);
        return new ConfigSpace(Arrays.copyOf(toBytes(bytes.flip()), size));
    }

    private MsixTable readMsixTable(MsixCapability msix) throws VfioException {
        MsixTable unset = MsixTable.afterReset(msix.vectorCount());
        Optional<byte[]> table = readBar(msix.table(), msix.vectorCount() * MsixTable.ENTRY_SIZE);
        Optional<byte[]> pending =
                readBar(msix.pendingBits(), unset.pendingBits().remaining());
        if (table.isEmpty() || isAllOnes(table.get())) {
            return unset;
        }
        return new MsixTable(table.get(), pending.orElse(toBytes(unset.pendingBits())));
    }

    private static boolean isAllOnes(byte[] table) {
        for (byte one : table) {
            if (one != -1) {
                return false;
            }
        }
        return true;
    }

    /** What is in a BAR; empty if the device does not let it be read, as vfio-pci while memory is switched off. */
    private Optional<byte[]> readBar(MsixCapability.Location place, int size) throws VfioException {
        Optional<VfioDeviceFd.Region> region = findBar(place, size, VFIO_REGION_INFO_FLAG_READ);
        if (region.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer bytes = allocateBuffer(size);
        try {
            region.get().read(bytes, place.offset(), READ_ERRORS);
            return Optional.of(toBytes(bytes.flip()));
        } catch (VfioException e) {
            if (e.hasErrno(Errno.EIO) || e.hasErrno(Errno.EINVAL)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<VfioDeviceFd.Region> findBar(MsixCapability.Location place, int size, int access)
            throws VfioException {
        if (place.bar() >= BAR_COUNT) {
            return Optional.empty();
        }
        VfioDeviceFd.Region region = device.region(place.bar());
        return Optional.of(region).filter(bar -> bar.hasFlag(access) && bar.size() - size >= place.offset());
    }

    /**
     * Writes what the guest had written: of the header, and vectors where they can be seen. QEMU gives the kernel even
     * less, the command alone, for it keeps the rest to itself. Capabilities are left out: some of their bits reset the
     * device or switch it off, and they would come out of a stream.
     */
    void write(DeviceConfiguration wanted) throws VfioException {
        DeviceConfiguration own = read();
        wanted.requireSameDeviceType(own);
        ConfigSpace space = wanted.configSpace();
        writeRegister(own.configSpace(), space, PciRegs.CACHE_LINE_SIZE, 1);
        if ((own.configSpace().u8(PciRegs.HEADER_TYPE) & 0x7f) == 0) {
            for (int bar = 0; bar < BAR_COUNT; bar++) {
                writeRegister(own.configSpace(), space, PciRegs.BASE_ADDRESS_0 + bar * Integer.BYTES, Integer.BYTES);
            }
        }
        writeRegister(own.configSpace(), space, PciRegs.INTERRUPT_LINE, 1);
        // Last, as QEMU does: it switches the decoding of the BARs on.
        writeRegister(own.configSpace(), space, PciRegs.COMMAND, Short.BYTES);
        writeMsixTable(own, wanted.msixTable());
    }

    private void writeRegister(ConfigSpace own, ConfigSpace wanted, int at, int width) throws VfioException {
        ByteBuffer from = wanted.bytes().slice(at, width);
        if (!from.equals(own.bytes().slice(at, width))) {
            ByteBuffer copy = allocateBuffer(width).put(from).flip();
            device.region(VFIO_PCI_CONFIG_REGION_INDEX).write(copy, at, WRITE_ERRORS);
        }
    }

    private void writeMsixTable(DeviceConfiguration own, MsixTable wanted) throws VfioException {
        Optional<MsixCapability> msix = MsixCapability.find(own.configSpace());
        if (msix.isEmpty() || wanted.table().equals(own.msixTable().table())) {
            return;
        }
        MsixCapability.Location place = msix.get().table();
        int size = wanted.table().remaining();
        Optional<byte[]> there = readBar(place, size);
        Optional<VfioDeviceFd.Region> region = findBar(place, size, VFIO_REGION_INFO_FLAG_WRITE);
        if (region.isPresent() && there.isPresent() && !isAllOnes(there.get())) {
            region.get().write(allocateBuffer(size).put(wanted.table()).flip(), place.offset(), WRITE_ERRORS);
        }
    }

    private static ByteBuffer allocateBuffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] toBytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
