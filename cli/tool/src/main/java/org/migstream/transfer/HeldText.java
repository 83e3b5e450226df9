// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.Writer;
import org.migstream.report.Printable;

/** Restored devices that a process keeps open, a line for each, for scripts: {@code held DEVICE STATE IDSTR}. */
public final class HeldText {
    private static final String OF_KERNEL = "vfio:";

    private final Writer writer;
    private final long process;

    /** @param process which keeps them open; devices of the kernel are named so that they are borrowed from it */
    public HeldText(Writer writer, long process) {
        this.writer = writer;
        this.process = process;
    }

    /** Writes the lines. */
    public void render(TransferReport report) throws IOException {
        for (DeviceTransfer device : report.devices()) {
            String loan = device.device().startsWith(OF_KERNEL) ? "@pid=" + process : "";
            writer.write("held " + Printable.name(device.device() + loan) + " " + device.left() + " "
                    + Printable.name(device.idstr()) + "\n");
        }
    }
}
