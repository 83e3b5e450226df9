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
    public void look(Saying saying, StreamReport report, Answer answer) {
        OptionalInt errno = saying.errno();
        if (errno.isEmpty()) {
            return;
        }
        if (!answer.aboutVfio()) {
            answer.say("what failed is " + answer.named()
                    + ", which QEMU loads itself: no driver of a device answered so");
            return;
        }
        List<DriverError> errors = DriverError.of(errno.getAsInt());
        for (DeviceReport device : answer.devices(report)) {
            String decoder = device.state() == null ? null : device.state().decoder();
            if (decoder == null) {
                answer.of(device.device().key(), "nobody decodes its state, so its driver cannot be ruled out");
                continue;
            }
            for (DriverError error : errors) {
                if (error.decoder().equals(decoder)) {
                    answer.of(device.device().key(), error.toString());
                    answer.findingsOf(device);
                }
            }
        }
        if (answer.places().isEmpty()) {
            answer.say("no driver of this stream's devices is known to answer so");
        }
    }
}
