// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.VfioRecord;

/** Which record a tag begins, where the stream has one, and which QEMU writes such. */
final class TagLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) throws IOException {
        VfioRecord.Tag tag = saying.group("tag") == null
                ? VfioRecord.Tag.DEV_INIT_DATA_SENT
                : VfioRecord.Tag.of(saying.hexLong("tag")).orElse(null);
        if (tag == null) {
            answer.addText("no QEMU known here writes such a tag");
        } else {
            answer.addText("the tag is " + tag);
            for (DeviceReport device : answer.candidateDevices(report)) {
                addFirstRecord(device, tag, answer);
            }
        }
        answer.addText("written by " + report.dialect());
    }

    private static void addFirstRecord(DeviceReport device, VfioRecord.Tag tag, StreamEvidence answer)
            throws IOException {
        AtomicReference<VfioRecordEntry> first = new AtomicReference<>();
        device.device().records().forEach(record -> {
            if (record.tag() == tag && record.channel() == null) {
                first.compareAndSet(null, record);
            }
        });
        if (first.get() != null) {
            answer.addAtOffset(device.device().key(), first.get().offset(), "the first " + tag);
        }
    }
}
