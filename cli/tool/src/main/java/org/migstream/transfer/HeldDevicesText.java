// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.Writer;
import org.migstream.report.PrintableText;

/** Restored devices that a process keeps open, a line for each, for scripts: {@code held DEVICE STATE IDSTR}. */
public final class HeldDevicesText {
    private static final String KERNEL_DEVICE_PREFIX = "vfio:";

    private final Writer writer;
    private final long pid;

    /** @param process which keeps them open; devices of the kernel are named so that they are borrowed from it */
    public HeldDevicesText(Writer writer, long process) {
        this.writer = writer;
        this.pid = process;
    }

    /** Writes the lines. */
    public void render(TransferReport report) throws IOException {
        for (DeviceTransfer device : report.devices()) {
            String loan = device.device().startsWith(KERNEL_DEVICE_PREFIX) ? "@pid=" + pid : "";
            writer.write("held " + PrintableText.escape(device.device() + loan) + " " + device.finalState() + " "
                    + PrintableText.escape(device.idstr()) + "\n");
        }
    }
}
