// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_PCI_CONFIG_REGION_INDEX;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_PCI_ROM_REGION_INDEX;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_READ;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_WRITE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.pci.PciRegs;
import org.migstream.pci.RegionSizes;
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

    private final VfioDeviceFd device;
    private final HostFunction.Use use;

    /** @param use who has written the registers that a guest writes */
    PciConfigurationAccess(VfioDeviceFd device, HostFunction.Use use) {
        this.device = device;
        this.use = use;
    }

    DeviceConfiguration read() throws VfioException {
        if (!device.isPci()) {
            throw READ_ERRORS.toException("this is not a PCI device");
        }
        ConfigSpace space = readConfigSpace();
        HostFunction function = new HostFunction(space, readRegionSizes(), use);
        Optional<MsixCapability> msix = MsixCapability.find(space);
        if (msix.isEmpty()) {
            return new DeviceConfiguration(function, MsixTable.EMPTY, true);
        }
        Optional<MsixTable> table = readMsixTable(msix.get());
        return new DeviceConfiguration(
                function, table.orElseGet(() -> MsixTable.afterReset(msix.get().vectorCount())), table.isPresent());
    }

    /** Returns the sizes; null if the driver does not report a region that every function has. */
    private @Nullable RegionSizes readRegionSizes() throws VfioException {
        try {
            return readAllRegionSizes();
        } catch (VfioException e) {
            if (e.hasErrno(Errno.EINVAL)) {
                return null;
            }
            throw e;
        }
    }

    private RegionSizes readAllRegionSizes() throws VfioException {
        List<Long> bars = new ArrayList<>();
        for (int bar = 0; bar < RegionSizes.BAR_COUNT; bar++) {
            bars.add(Math.max(0, device.region(bar).size()));
        }
        return new RegionSizes(
                bars, Math.max(0, device.region(VFIO_PCI_ROM_REGION_INDEX).size()));
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

    private Optional<MsixTable> readMsixTable(MsixCapability msix) throws VfioException {
        int pendingSize = (msix.vectorCount() + 7) / 8;
        Optional<byte[]> table = readBar(msix.table(), msix.vectorCount() * MsixTable.ENTRY_SIZE);
        Optional<byte[]> pending = readBar(msix.pendingBits(), pendingSize);
        return table.filter(bytes -> !isAllOnes(bytes))
                .map(bytes -> new MsixTable(bytes, pending.orElseGet(() -> new byte[pendingSize])));
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
        if (location.bar() >= RegionSizes.BAR_COUNT) {
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
            for (int bar = 0; bar < RegionSizes.BAR_COUNT; bar++) {
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
