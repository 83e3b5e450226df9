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
    public void look(Saying saying, StreamReport report, Answer answer) throws IOException {
        VfioRecord.Tag tag = saying.group("tag") == null
                ? VfioRecord.Tag.DEV_INIT_DATA_SENT
                : VfioRecord.Tag.of(saying.longHex("tag")).orElse(null);
        if (tag == null) {
            answer.say("no QEMU known here writes such a tag");
        } else {
            answer.say("the tag is " + tag);
            for (DeviceReport device : answer.devices(report)) {
                first(device, tag, answer);
            }
        }
        answer.say("written by " + report.dialect());
    }

    private static void first(DeviceReport device, VfioRecord.Tag tag, Answer answer) throws IOException {
        AtomicReference<VfioRecordEntry> first = new AtomicReference<>();
        device.device().records().forEach(record -> {
            if (record.tag() == tag && record.channel() == null) {
                first.compareAndSet(null, record);
            }
        });
        if (first.get() != null) {
            answer.at(device.device().key(), first.get().offset(), "the first " + tag);
        }
    }
}
