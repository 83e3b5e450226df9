// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import java.util.OptionalInt;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.vfio.DriverError;

/** Which of the stream's devices have drivers that answer with this errno, what for, and what is wrong with their states. */
final class ErrnoLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) {
        OptionalInt errno = saying.errno();
        if (errno.isEmpty()) {
            return;
        }
        if (!answer.mayConcernVfio()) {
            answer.addText("what failed is " + answer.namedDevices()
                    + ", which QEMU loads itself: no driver of a device answered so");
            return;
        }
        List<DriverError> errors = DriverError.of(errno.getAsInt());
        for (DeviceReport device : answer.candidateDevices(report)) {
            String decoder = device.state() == null ? null : device.state().decoder();
            if (decoder == null) {
                answer.addForSection(
                        device.device().key(), "nobody decodes its state, so its driver cannot be ruled out");
                continue;
            }
            for (DriverError error : errors) {
                if (error.decoder().equals(decoder)) {
                    answer.addForSection(device.device().key(), error.toString());
                    answer.addDecoderFindings(device);
                }
            }
        }
        if (answer.locations().isEmpty()) {
            answer.addText("no driver of this stream's devices is known to answer so");
        }
    }
}
