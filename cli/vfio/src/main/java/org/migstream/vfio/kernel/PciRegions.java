// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.VFIO_PCI_CONFIG_REGION_INDEX;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_INFO_FLAG_READ;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_INFO_FLAG_WRITE;

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
final class PciRegions {
    private static final Answers READ = Answers.to("read the configuration");
    private static final Answers WRITE = Answers.to("write the configuration");

    /** BARs are the regions of the same number. */
    private static final int BARS = 6;

    private final DeviceFile device;

    PciRegions(DeviceFile device) {
        this.device = device;
    }

    DeviceConfiguration read() throws VfioException {
        if (!device.isPci()) {
            throw READ.failure("this is no PCI device");
        }
        ConfigSpace space = space();
        Optional<MsixCapability> msix = MsixCapability.find(space);
        return new DeviceConfiguration(space, msix.isPresent() ? vectors(msix.get()) : MsixTable.EMPTY);
    }

    private ConfigSpace space() throws VfioException {
        DeviceFile.Region region = device.region(VFIO_PCI_CONFIG_REGION_INDEX);
        // As QEMU counts (vfio_pci_realize): of exactly 256 bytes, or of PCI Express. mtty has 255, which makes it
        // Express.
        int size = region.size() == ConfigSpace.CONVENTIONAL_SIZE
                ? ConfigSpace.CONVENTIONAL_SIZE
                : ConfigSpace.EXPRESS_SIZE;
        ByteBuffer bytes = buffer((int) Math.min(size, region.size()));
        region.read(bytes, 0, READ);
        return new ConfigSpace(Arrays.copyOf(bytes(bytes.flip()), size));
    }

    private MsixTable vectors(MsixCapability msix) throws VfioException {
        MsixTable unset = MsixTable.afterReset(msix.vectorCount());
        Optional<byte[]> table = memory(msix.table(), msix.vectorCount() * MsixTable.ENTRY_SIZE);
        Optional<byte[]> pending =
                memory(msix.pendingBits(), unset.pendingBits().remaining());
        if (table.isEmpty() || isHidden(table.get())) {
            return unset;
        }
        return new MsixTable(table.get(), pending.orElse(bytes(unset.pendingBits())));
    }

    private static boolean isHidden(byte[] table) {
        for (byte one : table) {
            if (one != -1) {
                return false;
            }
        }
        return true;
    }

    /** What is in a BAR; empty if the device does not let it be read, as vfio-pci while memory is switched off. */
    private Optional<byte[]> memory(MsixCapability.Location place, int size) throws VfioException {
        Optional<DeviceFile.Region> region = bar(place, size, VFIO_REGION_INFO_FLAG_READ);
        if (region.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer bytes = buffer(size);
        try {
            region.get().read(bytes, place.offset(), READ);
            return Optional.of(bytes(bytes.flip()));
        } catch (VfioException e) {
            if (e.is(Errno.EIO) || e.is(Errno.EINVAL)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<DeviceFile.Region> bar(MsixCapability.Location place, int size, int access) throws VfioException {
        if (place.bar() >= BARS) {
            return Optional.empty();
        }
        DeviceFile.Region region = device.region(place.bar());
        return Optional.of(region).filter(bar -> bar.is(access) && bar.size() - size >= place.offset());
    }

    /**
     * Writes what the guest had written: of the header, and vectors where they can be seen. QEMU gives the kernel even
     * less, the command alone, for it keeps the rest to itself. Capabilities are left out: some of their bits reset the
     * device or switch it off, and they would come out of a stream.
     */
    void write(DeviceConfiguration wanted) throws VfioException {
        DeviceConfiguration own = read();
        wanted.requireKindOf(own);
        ConfigSpace space = wanted.space();
        register(own.space(), space, PciRegs.CACHE_LINE_SIZE, 1);
        if ((own.space().u8(PciRegs.HEADER_TYPE) & 0x7f) == 0) {
            for (int bar = 0; bar < BARS; bar++) {
                register(own.space(), space, PciRegs.BASE_ADDRESS_0 + bar * Integer.BYTES, Integer.BYTES);
            }
        }
        register(own.space(), space, PciRegs.INTERRUPT_LINE, 1);
        // Last, as QEMU does: it switches the decoding of the BARs on.
        register(own.space(), space, PciRegs.COMMAND, Short.BYTES);
        writeVectors(own, wanted.msix());
    }

    private void register(ConfigSpace own, ConfigSpace wanted, int at, int width) throws VfioException {
        ByteBuffer from = wanted.bytes().slice(at, width);
        if (!from.equals(own.bytes().slice(at, width))) {
            ByteBuffer copy = buffer(width).put(from).flip();
            device.region(VFIO_PCI_CONFIG_REGION_INDEX).write(copy, at, WRITE);
        }
    }

    private void writeVectors(DeviceConfiguration own, MsixTable wanted) throws VfioException {
        Optional<MsixCapability> msix = MsixCapability.find(own.space());
        if (msix.isEmpty() || wanted.table().equals(own.msix().table())) {
            return;
        }
        MsixCapability.Location place = msix.get().table();
        int size = wanted.table().remaining();
        Optional<byte[]> there = memory(place, size);
        Optional<DeviceFile.Region> region = bar(place, size, VFIO_REGION_INFO_FLAG_WRITE);
        if (region.isPresent() && there.isPresent() && !isHidden(there.get())) {
            region.get().write(buffer(size).put(wanted.table()).flip(), place.offset(), WRITE);
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
