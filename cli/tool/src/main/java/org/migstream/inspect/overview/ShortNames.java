// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.inspect.report.UncheckedParts;
import org.migstream.report.PrintableText;
import org.migstream.stream.SectionKey;

/**
 * The short names of devices. QEMU makes the idstr of the PCI address and {@code /vfio} (hw/pci/pci.c {@code
 * pcibus_get_dev_path}, migration/savevm.c {@code register_savevm_live}); domain 0 and {@code /vfio} are left out if all
 * names stay different.
 */
final class ShortNames {
    private static final String DOMAIN = "0000:";
    private static final String SUFFIX = "/vfio";

    private final boolean areShort;

    private ShortNames(boolean areShort) {
        this.areShort = areShort;
    }

    /** Returns the names of all devices of a report. */
    static ShortNames of(List<DeviceReport> devices) {
        Set<String> names = new HashSet<>();
        boolean areDifferent = true;
        for (DeviceReport device : devices) {
            SectionKey key = device.device().key();
            areDifferent &= key == null || names.add(shorten(key));
        }
        return new ShortNames(areDifferent);
    }

    /** Returns the name of a device. */
    String of(DeviceReport device) {
        SectionKey key = device.device().key();
        return key == null ? UncheckedParts.THIS_DEVICE : of(key);
    }

    /** Returns the name of the device of a section; also of one that is not a VFIO device. */
    String of(SectionKey key) {
        return PrintableText.escape(areShort && key.isVfio() ? shorten(key) : key.label());
    }

    private static String shorten(SectionKey key) {
        String label = key.label();
        int start = label.startsWith(DOMAIN) ? DOMAIN.length() : 0;
        int end = label.lastIndexOf(SUFFIX);
        return end <= start ? label : label.substring(start, end) + label.substring(end + SUFFIX.length());
    }
}
