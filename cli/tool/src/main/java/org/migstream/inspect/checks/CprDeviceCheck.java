// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.MigrationModeFindingCodes.STREAM_CPR_DEVICE;

import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.Section;

/**
 * Reports VFIO devices that CPR hands over instead of saving them. In the modes cpr-transfer and cpr-exec, QEMU 10.1 and
 * later keep a device running and pass its descriptors to the new process; the stream has only a section {@code
 * PATH/vfio-cpr-pci} (QEMU {@code vfio_cpr_pci_vmstate} in hw/vfio/cpr.c).
 */
final class CprDeviceCheck implements StreamCheck {
    @Override
    public void visit(Element element, FindingLog findings) {
        if (element instanceof Section head && head.kind().hasIdstr() && head.isCprVfio()) {
            findings.add(
                    Finding.at(
                            head.offset(),
                            Severity.WARNING,
                            STREAM_CPR_DEVICE,
                            "CPR (cpr-transfer or cpr-exec) hands this VFIO device over: its PCI configuration and"
                                    + " interrupts are in the stream, its state is not, and only the QEMU process that"
                                    + " receives the device can load the stream"),
                    head.key(),
                    null);
        }
    }

    /**
     * Returns whether only CPR writes such a section: that of a device, or {@code iommufd} (QEMU {@code
     * iommufd_cpr_vmstate} in hw/vfio/cpr-iommufd.c).
     */
    static boolean isCprSection(Section head) {
        return head.isCprVfio() || head.key().idstr().equals("iommufd");
    }
}
