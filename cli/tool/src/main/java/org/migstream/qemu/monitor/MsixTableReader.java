// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.migstream.pci.MsixCapability;
import org.migstream.pci.MsixTable;
import org.migstream.qemu.monitor.MemoryFlatView.Region;
import org.migstream.report.PrintableText;

/**
 * Reads the MSI-X table and the pending bits that QEMU emulates for a function (msix_init in hw/pci/msix.c). Reads of
 * these two regions have no side effects; an address that is not proved to be in them is never read.
 */
final class MsixTableReader {
    private static final String TABLE = "msix-table";
    private static final String PENDING_BITS = "msix-pba";
    private static final int PENDING_BITS_UNIT = 8;
    private static final int ATTEMPTS = 3;

    private final QmpClient client;
    private final GuestPciFunction function;
    private final MsixCapability capability;

    MsixTableReader(QmpClient client, GuestPciFunction function, MsixCapability capability) {
        this.client = client;
        this.function = function;
        this.capability = capability;
    }

    /** Reads the table until two readings are equal, because the guest runs on. */
    MsixTable read() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Region> table = locate(TABLE, capability.table(), tableSize());
            Optional<Region> pending = locatePendingBits();
            byte[] first = MemoryDump.read(client, addressOf(capability.table()), tableSize());
            byte[] bits = pending.isPresent()
                    ? MemoryDump.read(client, addressOf(capability.pendingBits()), pendingBitsSize())
                    : new byte[pendingBitsSize()];
            byte[] second = MemoryDump.read(client, addressOf(capability.table()), tableSize());
            if (Arrays.equals(first, second)
                    && locate(TABLE, capability.table(), tableSize()).equals(table)
                    && locatePendingBits().equals(pending)) {
                return new MsixTable(first, Arrays.copyOf(bits, (capability.vectorCount() + 7) / 8));
            }
        }
        throw new MonitorException("the guest changed the MSI-X table each time while it was read");
    }

    /**
     * Returns the region of the pending bits. For vfio-pci, QEMU enables it only while a masked vector is pending
     * (vfio_msix_setup, vfio_msi_interrupt in hw/vfio/pci.c).
     */
    private Optional<Region> locatePendingBits() throws IOException {
        boolean disabled = function.isVfioPci() && !flatView().hasRegion(PENDING_BITS, function);
        return disabled ? Optional.empty() : locate(PENDING_BITS, capability.pendingBits(), pendingBitsSize());
    }

    /** Checks that a range of a BAR is a region of this function that QEMU emulates, and returns the region. */
    private Optional<Region> locate(String name, MsixCapability.Location location, int length) throws IOException {
        long start = addressOf(location);
        PciTopology topology = PciTopology.parse(client.execute("query-pci", Map.of()));
        PciTopology.Node current = topology.find(function.address());
        if (!current.bars().equals(function.bars()) || !current.qdevId().equals(function.qdevId())) {
            throw new MonitorException("the guest has moved the BARs of the function while they were read");
        }
        if (function.bar(location.bar())
                .filter(bar -> bar.containsMemory(start, length))
                .isEmpty()) {
            throw new MonitorException("the " + name + " at " + location + " is not inside this BAR");
        }
        for (PciTopology.Node other : topology.nodes()) {
            if (!other.address().equals(current.address())
                    && other.bars().stream().anyMatch(bar -> bar.overlapsMemory(start, length))) {
                throw new MonitorException("a BAR of the function " + other.address() + " overlaps " + location);
            }
        }
        Optional<Region> region = flatView().at(start);
        if (region.filter(found -> found.name().equals(name)
                        && found.isOwnedBy(function)
                        && found.isWhole()
                        && found.start() == start
                        && found.end() - start >= length - 1)
                .isEmpty()) {
            throw new MonitorException("at " + location + ", address 0x" + Long.toHexString(start) + ", QEMU has "
                    + region.map(found -> PrintableText.escape(found.name())).orElse("no memory") + ", not the " + name
                    + " of this function");
        }
        return region;
    }

    private MemoryFlatView flatView() throws IOException {
        return MemoryFlatView.parse(client.executeHuman(MemoryFlatView.COMMAND));
    }

    private long addressOf(MsixCapability.Location location) throws MonitorException {
        Optional<GuestBar> bar = function.bar(location.bar());
        if (bar.isEmpty() || !bar.get().isMemory()) {
            throw new MonitorException("the function has no memory BAR " + location.bar() + ", where its MSI-X"
                    + " capability has the table or the pending bits");
        }
        Optional<Long> address = bar.get().address();
        if (address.isEmpty()) {
            throw new MonitorException("BAR " + location.bar()
                    + ", which has the MSI-X table or the pending bits, is not mapped: the guest"
                    + " has not given it an address, or has turned memory decoding off");
        }
        return address.get() + location.offset();
    }

    private int tableSize() {
        return capability.vectorCount() * MsixTable.ENTRY_SIZE;
    }

    /** Returns the size of the region, a multiple of 8 bytes: reads of single bytes are not allowed. */
    private int pendingBitsSize() {
        int bytes = (capability.vectorCount() + 7) / 8;
        return (bytes + PENDING_BITS_UNIT - 1) / PENDING_BITS_UNIT * PENDING_BITS_UNIT;
    }
}
