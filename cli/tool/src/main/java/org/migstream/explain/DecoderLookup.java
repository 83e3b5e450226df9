// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;

/** What is wrong with the states of the devices. */
final class DecoderLookup implements Lookup {
    @Override
    public void look(Saying saying, StreamReport report, Answer answer) {
        for (DeviceReport device : answer.devices(report)) {
            if (device.state() != null) {
                answer.of(
                        device.device().key(),
                        "a state of " + device.state().decoder() + "; 'inspect' shows the fields, 'check --target'"
                                + " compares them with a target's");
                answer.findingsOf(device);
            }
        }
    }
}
