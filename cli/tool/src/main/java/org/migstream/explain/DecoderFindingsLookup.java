// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;

/** What is wrong with the states of the devices. */
final class DecoderFindingsLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) {
        for (DeviceReport device : answer.candidateDevices(report)) {
            if (device.state() != null) {
                answer.addForSection(
                        device.device().key(),
                        "a state of " + device.state().decoder() + "; 'inspect' shows the fields, 'check --target'"
                                + " compares them with a target's");
                answer.addDecoderFindings(device);
            }
        }
    }
}
