// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.spi.DriverError;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;
import org.migstream.vfio.Errno;

/** The lookups in the VFIO devices of a stream: records and decoded states. */
final class DeviceLookups {
    private DeviceLookups() {}

    static void findTag(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        OptionalLong number = match.hex("tag");
        Optional<VfioRecord.Tag> tag = number.isPresent() ? VfioRecord.Tag.of(number.getAsLong()) : Optional.empty();
        if (tag.isPresent()) {
            findRecords(tag.get(), report, evidence);
        } else {
            evidence.addText("no version of QEMU known to migstream writes this tag");
            evidence.addText("the stream was written by " + report.dialect());
        }
    }

    /** Adds the first record with a tag of each device that the text may be about. */
    static void findRecords(VfioRecord.Tag tag, StreamReport report, StreamEvidence evidence) throws IOException {
        evidence.addText("the tag is " + tag);
        for (DeviceReport device : evidence.candidateDevices(report)) {
            addFirstRecord(device, tag, evidence);
        }
        evidence.addText("the stream was written by " + report.dialect());
    }

    private static void addFirstRecord(DeviceReport device, VfioRecord.Tag tag, StreamEvidence evidence)
            throws IOException {
        AtomicReference<VfioRecordEntry> first = new AtomicReference<>();
        device.device().records().forEach(record -> {
            if (record.tag() == tag && record.channel() == null) {
                first.compareAndSet(null, record);
            }
        });
        VfioRecordEntry record = first.get();
        if (record != null) {
            evidence.addAtOffset(device.device().key(), record.offset(), "the first " + tag);
        }
    }

    static void findErrno(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        OptionalInt errno = match.errno();
        if (errno.isEmpty()) {
            return;
        }
        if (!evidence.mayConcernVfio()) {
            evidence.addText("the message is about " + evidence.namedDevices()
                    + ", which QEMU loads itself: the errno does not come from a device driver");
            return;
        }
        List<DriverError> errors = evidence.driverErrors(errno.getAsInt());
        for (DeviceReport device : evidence.candidateDevices(report)) {
            findErrnoOf(device, errno.getAsInt(), errors, evidence);
        }
        if (evidence.locations().isEmpty()) {
            if (evidence.namesDevice()) {
                evidence.addSearchResult(
                        "has no device " + evidence.namedDevices(), "the message is about another stream");
            } else {
                evidence.addSearchResult("has no device with a driver that is known to return this errno", "");
            }
        }
    }

    private static void findErrnoOf(DeviceReport device, int errno, List<DriverError> errors, StreamEvidence evidence)
            throws IOException {
        if (device.state() == null) {
            evidence.addForSection(
                    device.device().key(),
                    "no decoder recognizes the state of this device: its driver may have returned the errno");
            return;
        }
        String decoder = device.state().decoder();
        List<DriverError> own = errors.stream()
                .filter(error -> error.decoderName().equals(decoder))
                .toList();
        own.forEach(error -> evidence.addForSection(device.device().key(), error.toString()));
        if (evidence.mentions(device)) {
            if (own.isEmpty()) {
                evidence.addForSection(
                        device.device().key(),
                        "the driver of this device (%s) is not known to return %s"
                                .formatted(
                                        decoder,
                                        Errno.of(errno).map(Errno::name).orElse("this errno")));
            }
            evidence.addDeviceState(device);
        } else if (!own.isEmpty()) {
            evidence.addDeviceFindings(device);
        }
    }

    /** Adds what is wrong with the state of the VFIO device that the message names. */
    static void findState(MessageMatch match, StreamReport report, StreamEvidence evidence) throws IOException {
        for (DeviceReport device : evidence.candidateDevices(report)) {
            SectionKey key = device.device().key();
            if (key != null && match.group("idstr").filter(key.idstr()::equals).isPresent()) {
                evidence.addDeviceState(device);
            }
        }
    }

    static void findDecoderFindings(MessageMatch match, StreamReport report, StreamEvidence evidence)
            throws IOException {
        for (DeviceReport device : evidence.candidateDevices(report)) {
            if (device.state() != null) {
                evidence.addForSection(
                        device.device().key(),
                        "a state of " + device.state().decoder() + "; 'inspect' shows its fields, 'check --target'"
                                + " compares them with those of a target");
                evidence.addDeviceFindings(device);
            }
        }
    }
}
