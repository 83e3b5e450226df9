// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/** Base address registers against the decoding bits of the command register. */
final class BarCheck implements ConsistencyCheck {
    @Override
    public void check(SavedPciFunction saved, PciFindingList findings) {
        HeaderType type = HeaderType.of(saved.space());
        for (Bar bar : saved.configuration().bars()) {
            if (bar.isUpperHalfMissing(type)) {
                findings.addWarning(
                        bar.registerOffset(),
                        "pci.bar-broken",
                        "BAR %d is 64 bits wide but the last one: its upper half is missing",
                        bar.index());
            }
            boolean io = bar.kind() == Bar.Kind.IO;
            if (bar.address() == 0 && saved.hasCommandBit(io ? PciRegs.COMMAND_IO : PciRegs.COMMAND_MEMORY)) {
                findings.addWarning(
                        bar.registerOffset(),
                        "pci.bar-unprogrammed",
                        "%s decoding is enabled, but BAR %d has no address",
                        io ? "I/O" : "memory",
                        bar.index());
            }
        }
    }
}
