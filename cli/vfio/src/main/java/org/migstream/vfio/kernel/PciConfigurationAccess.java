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
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/**
 * Reads and writes the configuration of a PCI device through its regions.
 *
 * <p>The MSI-X vectors are in the memory of the device (a BAR). The kernel uses this memory for the vectors of the
 * host, and vfio-pci hides them (vfio_pci_bar_rw: reads return ones, writes are ignored). The vectors of a guest exist
 * only in the process that runs the guest. Drivers of emulated devices, however, may show their vectors in the BAR. If
 * vectors cannot be read, this class assumes the vectors after a reset and does not write any.
 */
final class PciConfigurationAccess {
    private static final ErrnoMessages READ_ERRORS = ErrnoMessages.of("read the configuration");
    private static final ErrnoMessages WRITE_ERRORS = ErrnoMessages.of("write the configuration");

    /** The number of BARs. BAR n is the region with index n. */
    private static final int BAR_COUNT = 6;

    private final VfioDeviceFd device;

    PciConfigurationAccess(VfioDeviceFd device) {
        this.device = device;
    }

    DeviceConfiguration read() throws VfioException {
        if (!device.isPci()) {
            throw READ_ERRORS.toException("this is not a PCI device");
        }
        ConfigSpace space = readConfigSpace();
        Optional<MsixCapability> msix = MsixCapability.find(space);
        return new DeviceConfiguration(space, msix.isPresent() ? readMsixTable(msix.get()) : MsixTable.EMPTY);
    }

    private ConfigSpace readConfigSpace() throws VfioException {
        VfioDeviceFd.Region region = device.region(VFIO_PCI_CONFIG_REGION_INDEX);
        // As in QEMU (vfio_pci_realize), a space that is not exactly 256 bytes long counts as PCI Express. The space of
        // mtty has 255 bytes, so it counts as PCI Express.
        int size = region.size() == ConfigSpace.CONVENTIONAL_SIZE
                ? ConfigSpace.CONVENTIONAL_SIZE
                : ConfigSpace.EXPRESS_SIZE;
        ByteBuffer bytes = allocateBuffer((int) Math.min(size, region.size()));
        region.read(bytes, 0, READ_ERRORS);
        return new ConfigSpace(Arrays.copyOf(toBytes(bytes.flip()), size));
    }

    private MsixTable readMsixTable(MsixCapability msix) throws VfioException {
        MsixTable afterReset = MsixTable.afterReset(msix.vectorCount());
        Optional<byte[]> table = readBar(msix.table(), msix.vectorCount() * MsixTable.ENTRY_SIZE);
        Optional<byte[]> pending =
                readBar(msix.pendingBits(), afterReset.pendingBits().remaining());
        if (table.isEmpty() || isAllOnes(table.get())) {
            return afterReset;
        }
        return new MsixTable(table.get(), pending.orElse(toBytes(afterReset.pendingBits())));
    }

    private static boolean isAllOnes(byte[] table) {
        for (byte value : table) {
            if (value != -1) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads from a BAR; returns empty if the BAR cannot be read, for example with vfio-pci while memory decoding is
     * off.
     */
    private Optional<byte[]> readBar(MsixCapability.Location location, int size) throws VfioException {
        Optional<VfioDeviceFd.Region> region = findBar(location, size, VFIO_REGION_INFO_FLAG_READ);
        if (region.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer bytes = allocateBuffer(size);
        try {
            region.get().read(bytes, location.offset(), READ_ERRORS);
            return Optional.of(toBytes(bytes.flip()));
        } catch (VfioException e) {
            if (e.hasErrno(Errno.EIO) || e.hasErrno(Errno.EINVAL)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<VfioDeviceFd.Region> findBar(MsixCapability.Location location, int size, int access)
            throws VfioException {
        if (location.bar() >= BAR_COUNT) {
            return Optional.empty();
        }
        VfioDeviceFd.Region region = device.region(location.bar());
        return Optional.of(region).filter(bar -> bar.hasFlag(access) && bar.size() - size >= location.offset());
    }

    /**
     * Writes the registers of the header that a guest may have written, and the MSI-X vectors if they are visible. QEMU
     * writes only the command register to the kernel and emulates the other registers. Capabilities are not written:
     * some of their bits reset the device or switch it off, and the values come from an untrusted stream.
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
        // The command register is last, as in QEMU, because it enables the decoding of the BARs.
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
        MsixCapability.Location location = msix.get().table();
        int size = wanted.table().remaining();
        Optional<byte[]> current = readBar(location, size);
        Optional<VfioDeviceFd.Region> region = findBar(location, size, VFIO_REGION_INFO_FLAG_WRITE);
        if (region.isPresent() && current.isPresent() && !isAllOnes(current.get())) {
            region.get().write(allocateBuffer(size).put(wanted.table()).flip(), location.offset(), WRITE_ERRORS);
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
