// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.io.Writer;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.PciConfiguration;
import org.migstream.pci.lspci.LspciHex;
import org.migstream.report.PrintableText;

/** Writes the configuration spaces of all devices in the format that {@code lspci -F} reads. */
public final class ConfigSpaceHexText {
    private final Writer out;

    /** @param out receives the text; this class does not close it */
    public ConfigSpaceHexText(Writer out) {
        this.out = out;
    }

    /** Writes the configuration spaces of one report. */
    public void render(StreamReport report) throws IOException {
        for (DeviceReport entry : report.devices()) {
            SavedDevice device = entry.device();
            VfioConfig config = device.config();
            PciConfiguration pci = config == null ? null : config.pciConfiguration();
            if (config != null && pci != null && config.configSpace() != null) {
                String idstr = device.requiredKey().idstr();
                String path = idstr.endsWith("/vfio") ? idstr.substring(0, idstr.length() - "/vfio".length()) : idstr;
                for (String line : LspciHex.formatLines(LspciHex.formatTitle(path, pci), config.configSpace())) {
                    out.write(PrintableText.escape(line));
                    out.write('\n');
                }
            }
        }
    }
}
