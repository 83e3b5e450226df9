// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.migstream.check.TargetInput;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioRecordEntry;
import org.migstream.io.SpillList;
import org.migstream.profile.Profile;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord.Tag;
import org.migstream.transfer.DeviceTransfer.GateResult;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/** A device that is restored, and the device of the stream whose state it gets. */
final class RestoreTarget {
    /** As much of a state as is looked at before its device gets any of it, if it cannot be seen as a whole: bytes. */
    private static final int HEAD_SIZE = 1 << 12;

    private final TransferDevice transferDevice;
    private final boolean force;
    private final List<Reason> overriddenReasons = new ArrayList<>();
    private SavedDevice savedDevice;
    private Profile profile;
    private boolean isStreaming;
    private boolean resumingEntered;
    private long bytesWritten;

    /** @param force whether what can be overridden is */
    RestoreTarget(TransferDevice participant, boolean force) {
        this.transferDevice = participant;
        this.force = force;
    }

    DeviceName name() {
        return transferDevice.name();
    }

    TransferDevice transferDevice() {
        return transferDevice;
    }

    /** The device of the stream; null while it is not known. */
    SavedDevice savedDevice() {
        return savedDevice;
    }

    void setSavedDevice(SavedDevice device) {
        savedDevice = device;
        transferDevice.log().setIdstr(device.key().idstr());
    }

    /** What is known of it; null before it has been asked. */
    Profile profile() {
        return profile;
    }

    /** Asks it, which ends an error: what it has is not worth keeping any more. */
    void readProfile(DeviceProfileReader inquiry, boolean dryRun) throws IOException {
        if (transferDevice.initialState().isError() && !dryRun) {
            transferDevice.reset();
        }
        try {
            profile = inquiry.readProfile(name(), transferDevice.device());
        } catch (VfioException e) {
            transferDevice.recordFailure(e.getMessage());
            throw e;
        }
    }

    /** As the target of a check. */
    TargetInput.QueriedDevice toCheckTarget() {
        return new TargetInput.QueriedDevice(savedDevice.key().idstr(), name().device(), profile);
    }

    /** Whether its data are written while the stream is read. */
    boolean isStreaming() {
        return isStreaming;
    }

    void startStreaming() {
        isStreaming = true;
    }

    /** Whether its own state may be gone, or only a reset helps it. */
    boolean mayBeModified() throws VfioException {
        MigrationState state = transferDevice.device().state();
        return resumingEntered
                || state.isError() && !transferDevice.initialState().isError()
                || state.dataPhase() == DataPhase.RESUMING;
    }

    /**
     * Notes what a gate says.
     *
     * @throws RestoreRefusedException if it refuses
     */
    void applyGate(int gate, RestorePolicy objections) throws RestoreRefusedException {
        Compatibility verdict = objections.allReasons().stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
        transferDevice.log().recordGate(new GateResult(gate, verdict, objections.allReasons()));
        List<Reason> refusing = objections.refusingReasons(force);
        if (refusing.isEmpty()) {
            objections.overridableReasons().stream()
                    .filter(reason -> !overriddenReasons.contains(reason))
                    .forEach(overriddenReasons::add);
            return;
        }
        boolean forEver = refusing != objections.overridableReasons();
        String why = savedDevice.key().idstr() + ": " + toText(refusing.get(0))
                + (refusing.size() > 1
                        ? ", and for " + (refusing.size() - 1)
                                + (refusing.size() == 2 ? " more reason" : " more reasons")
                        : "")
                + (forEver ? "" : " (--force restores it all the same)");
        transferDevice.recordFailure("gate " + gate + " refuses " + why);
        throw new RestoreRefusedException(why);
    }

    /** What was found against the state and overridden, for people. */
    List<String> overriddenReasons() {
        return overriddenReasons.stream().map(RestoreTarget::toText).toList();
    }

    private static String toText(Reason reason) {
        return reason.finding().message() + " [" + reason.finding().code() + "]";
    }

    /** Begins to load. */
    void enterResuming() throws VfioException {
        transferDevice.enter(DeviceActivity.STOPPED, DataPhase.RESUMING);
        resumingEntered = true;
    }

    /** The first bytes of its state: those that were kept, or else the first of a record. */
    byte[] leadingBytes(PeekableBody record) throws IOException {
        try (InputStream kept = savedDevice.deviceData().open()) {
            byte[] head = kept.readNBytes(HEAD_SIZE);
            return head.length > 0 ? head : record.peek(HEAD_SIZE);
        }
    }

    /** A record's body, of which the first bytes can be looked at without being taken. */
    static final class PeekableBody {
        private final InputStream body;
        private byte[] peekedBytes = new byte[0];

        PeekableBody(InputStream body) {
            this.body = body;
        }

        private byte[] peek(int most) throws IOException {
            peekedBytes = body.readNBytes(most);
            return peekedBytes;
        }

        InputStream fullBody() {
            return new SequenceInputStream(new ByteArrayInputStream(peekedBytes), body);
        }
    }

    /**
     * Writes what has been kept, in the records in which it came.
     *
     * @throws UnreadableStreamException if that was a file, and these are not the bytes that it had when it was judged
     */
    void writeStoredState(RecordChunk.Buffers buffers, RecordChunk.ByteListener watcher) throws IOException {
        String judged = savedDevice.data().sha256();
        ByteCounter written = new ByteCounter(judged != null);
        writeRecords(buffers, (bytes, from, count) -> {
            written.add(bytes, from, count);
            watcher.onBytes(bytes, from, count);
        });
        if (judged != null && !judged.equals(written.sha256())) {
            String why = savedDevice.key().idstr()
                    + ": the stream was changed while it was being restored: what the device got is not what was checked";
            transferDevice.recordFailure(why);
            throw new UnreadableStreamException(ReadOutcome.DAMAGED, why);
        }
    }

    private void writeRecords(RecordChunk.Buffers buffers, RecordChunk.ByteListener watcher) throws IOException {
        try (InputStream state = savedDevice.deviceData().open()) {
            SpillList.Cursor<VfioRecordEntry> records = savedDevice.records().cursor();
            for (VfioRecordEntry record; (record = records.next()) != null; ) {
                if (record.tag() == Tag.DEV_DATA_STATE && record.dataLength() > 0) {
                    writeRecord(record.kind(), new RecordChunk(buffers, record.dataLength(), state, watcher));
                }
            }
        }
    }

    /** Writes a record, as one chunk: a v1 device must get those that the source's gave. */
    void writeRecord(Section.Kind kind, RecordChunk record) throws IOException {
        try {
            transferDevice.device().write(record);
        } catch (VfioException e) {
            transferDevice.recordFailure(e.getMessage() + ", at the record of " + record.length() + " bytes from byte "
                    + bytesWritten + " of its data on" + overrideNote());
            throw e;
        }
        bytesWritten += record.length();
        transferDevice
                .log()
                .recordTransfer(kind == Section.Kind.PART ? DataPhase.PRE_COPY : DataPhase.STOP_COPY, record.length());
    }

    /** The last thing before RESUMING is left: the configuration, which QEMU, too, loads then. */
    void writeConfiguration() throws VfioException {
        transferDevice.log().recordDataEnd();
        if (savedDevice.config() != null && savedDevice.config().configSpace() != null) {
            try {
                transferDevice
                        .device()
                        .writeConfiguration(new DeviceConfiguration(
                                savedDevice.config().configSpace(),
                                savedDevice.config().msix()));
            } catch (VfioException e) {
                transferDevice.recordFailure(e.getMessage() + overrideNote());
                throw e;
            }
        }
    }

    /** Leaves RESUMING: the driver's last check. */
    void leaveResuming() throws VfioException {
        try {
            transferDevice.enterWithoutRecording(DeviceActivity.STOPPED, DataPhase.NONE);
        } catch (VfioException e) {
            transferDevice.recordFailure("the driver refuses the state: " + e.getMessage() + overrideNote());
            throw e;
        }
    }

    private String overrideNote() {
        return overriddenReasons.isEmpty()
                ? ""
                : " (--force overrode: " + overriddenReasons().stream().collect(Collectors.joining("; ")) + ")";
    }
}
