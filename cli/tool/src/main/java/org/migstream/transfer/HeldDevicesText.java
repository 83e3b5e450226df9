// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.Writer;
import org.migstream.report.PrintableText;
import org.migstream.transfer.Transfer.TransferReport;

/** Prints a line for scripts for each restored device that a process keeps open: {@code held DEVICE STATE IDSTR}. */
public final class HeldDevicesText {
    private static final String KERNEL_DEVICE_PREFIX = "vfio:";

    private final Writer writer;
    private final long pid;

    /**
     * @param pid the id of the process that keeps the devices open; a kernel device gets the suffix {@code @pid=PID},
     *     with which another process can borrow it
     */
    public HeldDevicesText(Writer writer, long pid) {
        this.writer = writer;
        this.pid = pid;
    }

    /** Writes the lines. */
    public void render(TransferReport report) throws IOException {
        for (DeviceTransfer device : report.devices()) {
            if (device.released()) {
                continue;
            }
            String suffix = device.device().startsWith(KERNEL_DEVICE_PREFIX) ? "@pid=" + pid : "";
            writer.write("held " + PrintableText.escape(device.device() + suffix) + " " + device.finalState() + " "
                    + PrintableText.escape(device.idstr()) + "\n");
        }
    }
}
