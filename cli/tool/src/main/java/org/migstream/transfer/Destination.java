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
import org.migstream.report.Outcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord.Tag;
import org.migstream.transfer.DeviceTransfer.Gate;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.VfioException;

/** A device that is restored, and the device of the stream whose state it gets. */
final class Destination {
    /** As much of a state as is looked at before its device gets any of it, if it cannot be seen as a whole: bytes. */
    private static final int HEAD = 1 << 12;

    private final Participant participant;
    private final boolean force;
    private final List<Reason> overridden = new ArrayList<>();
    private SavedDevice saved;
    private Profile profile;
    private boolean streaming;
    private boolean touched;
    private long written;

    /** @param force whether what can be overridden is */
    Destination(Participant participant, boolean force) {
        this.participant = participant;
        this.force = force;
    }

    DeviceName name() {
        return participant.name();
    }

    Participant participant() {
        return participant;
    }

    /** The device of the stream; null while it is not known. */
    SavedDevice saved() {
        return saved;
    }

    void picked(SavedDevice device) {
        saved = device;
        participant.log().named(device.key().idstr());
    }

    /** What is known of it; null before it has been asked. */
    Profile profile() {
        return profile;
    }

    /** Asks it, which ends an error: what it has is not worth keeping any more. */
    void ask(DeviceInquiry inquiry, boolean dryRun) throws IOException {
        if (participant.found().isError() && !dryRun) {
            participant.reset();
        }
        try {
            profile = inquiry.of(name(), participant.device());
        } catch (VfioException e) {
            participant.failed(e.getMessage());
            throw e;
        }
    }

    /** As the target of a check. */
    TargetInput.Device target() {
        return new TargetInput.Device(saved.key().idstr(), name().device(), profile);
    }

    /** Whether its data are written while the stream is read. */
    boolean streaming() {
        return streaming;
    }

    void stream() {
        streaming = true;
    }

    /** Whether its own state may be gone, or only a reset helps it. */
    boolean touched() throws VfioException {
        MigrationState state = participant.device().state();
        return touched || state.isError() && !participant.found().isError() || state.data() == DataPhase.RESUMING;
    }

    /**
     * Notes what a gate says.
     *
     * @throws RefusedException if it refuses
     */
    void judge(int gate, Objections objections) throws RefusedException {
        Compatibility verdict = objections.all().stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
        participant.log().judged(new Gate(gate, verdict, objections.all()));
        List<Reason> refusing = objections.refusing(force);
        if (refusing.isEmpty()) {
            objections.overridable().stream()
                    .filter(reason -> !overridden.contains(reason))
                    .forEach(overridden::add);
            return;
        }
        boolean forEver = refusing != objections.overridable();
        String why = saved.key().idstr() + ": " + words(refusing.get(0))
                + (refusing.size() > 1
                        ? ", and for " + (refusing.size() - 1)
                                + (refusing.size() == 2 ? " more reason" : " more reasons")
                        : "")
                + (forEver ? "" : " (--force restores it all the same)");
        participant.failed("gate " + gate + " refuses " + why);
        throw new RefusedException(why);
    }

    /** What was found against the state and overridden, for people. */
    List<String> overridden() {
        return overridden.stream().map(Destination::words).toList();
    }

    private static String words(Reason reason) {
        return reason.finding().message() + " [" + reason.finding().code() + "]";
    }

    /** Begins to load. */
    void resume() throws VfioException {
        participant.enter(DeviceActivity.STOPPED, DataPhase.RESUMING);
        touched = true;
    }

    /** The first bytes of its state: those that were kept, or else the first of a record. */
    byte[] head(Ahead record) throws IOException {
        try (InputStream kept = saved.deviceData().open()) {
            byte[] head = kept.readNBytes(HEAD);
            return head.length > 0 ? head : record.peek(HEAD);
        }
    }

    /** A record's body, of which the first bytes can be looked at without being taken. */
    static final class Ahead {
        private final InputStream body;
        private byte[] seen = new byte[0];

        Ahead(InputStream body) {
            this.body = body;
        }

        private byte[] peek(int most) throws IOException {
            seen = body.readNBytes(most);
            return seen;
        }

        InputStream all() {
            return new SequenceInputStream(new ByteArrayInputStream(seen), body);
        }
    }

    /**
     * Writes what has been kept, in the records in which it came.
     *
     * @throws UnreadableStreamException if that was a file, and these are not the bytes that it had when it was judged
     */
    void writeKept(RecordChunk.Buffers buffers, RecordChunk.Watcher watcher) throws IOException {
        String judged = saved.data().sha256();
        ByteCounter written = new ByteCounter(judged != null);
        writeRecords(buffers, (bytes, from, count) -> {
            written.add(bytes, from, count);
            watcher.see(bytes, from, count);
        });
        if (judged != null && !judged.equals(written.sha256())) {
            String why = saved.key().idstr()
                    + ": the stream was changed while it was being restored: what the device got is not what was checked";
            participant.failed(why);
            throw new UnreadableStreamException(Outcome.DAMAGED, why);
        }
    }

    private void writeRecords(RecordChunk.Buffers buffers, RecordChunk.Watcher watcher) throws IOException {
        try (InputStream state = saved.deviceData().open()) {
            SpillList.Cursor<VfioRecordEntry> records = saved.records().cursor();
            for (VfioRecordEntry record; (record = records.next()) != null; ) {
                if (record.tag() == Tag.DEV_DATA_STATE && record.dataLength() > 0) {
                    write(record.kind(), new RecordChunk(buffers, record.dataLength(), state, watcher));
                }
            }
        }
    }

    /** Writes a record, as one chunk: a v1 device must get those that the source's gave. */
    void write(Section.Kind kind, RecordChunk record) throws IOException {
        try {
            participant.device().write(record);
        } catch (VfioException e) {
            participant.failed(e.getMessage() + ", at the record of " + record.length() + " bytes from byte " + written
                    + " of its data on" + because());
            throw e;
        }
        written += record.length();
        participant
                .log()
                .transferred(kind == Section.Kind.PART ? DataPhase.PRE_COPY : DataPhase.STOP_COPY, record.length());
    }

    /** The last thing before RESUMING is left: the configuration, which QEMU, too, loads then. */
    void configure() throws VfioException {
        participant.log().dataEnded();
        if (saved.config() != null && saved.config().configSpace() != null) {
            try {
                participant
                        .device()
                        .configure(new DeviceConfiguration(
                                saved.config().configSpace(), saved.config().msix()));
            } catch (VfioException e) {
                participant.failed(e.getMessage() + because());
                throw e;
            }
        }
    }

    /** Leaves RESUMING: the driver's last check. */
    void load() throws VfioException {
        try {
            participant.enterUnnoted(DeviceActivity.STOPPED, DataPhase.NONE);
        } catch (VfioException e) {
            participant.failed("the driver refuses the state: " + e.getMessage() + because());
            throw e;
        }
    }

    private String because() {
        return overridden.isEmpty()
                ? ""
                : " (--force overrode: " + overridden().stream().collect(Collectors.joining("; ")) + ")";
    }
}
