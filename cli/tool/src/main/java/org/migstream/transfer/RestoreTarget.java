// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.migstream.check.TargetInput;
import org.migstream.device.ByteCounter;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioRecordEntry;
import org.migstream.io.SpillList;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.profile.MissingFacts;
import org.migstream.profile.Profile;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Compatibility;
import org.migstream.spi.Reason;
import org.migstream.spi.Severity;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord.Tag;
import org.migstream.transfer.DeviceTransfer.GateResult;
import org.migstream.transfer.TransferException.RestoreRefusedException;
import org.migstream.transfer.TransferException.UnreadableStreamException;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.StateGoal;
import org.migstream.vfio.VfioException;

/** A device to restore, and the device of the stream whose state it gets. */
final class RestoreTarget {
    /** Number of leading state bytes that gate 1 checks if the state is too large to keep. */
    static final int HEAD_SIZE = 1 << 12;

    private final TransferDevice transferDevice;
    private final boolean force;
    private final List<Reason> overriddenReasons = new ArrayList<>();
    private @Nullable SavedDevice savedDevice;
    private @Nullable Profile profile;
    private boolean streamed;
    private boolean resumingEntered;
    private boolean restNeeded;
    private boolean knownToBeComplete;
    private long bytesWritten;

    /** @param force whether overridable reasons of a gate are ignored */
    RestoreTarget(TransferDevice device, boolean force) {
        this.transferDevice = device;
        this.force = force;
    }

    DeviceName name() {
        return transferDevice.name();
    }

    TransferDevice transferDevice() {
        return transferDevice;
    }

    /** @throws IllegalStateException before {@link #setSavedDevice} */
    SavedDevice savedDevice() {
        return required(savedDevice, "saved device");
    }

    /** Returns whether this target gets the state of the given device of the stream. */
    boolean isTargetOf(SavedDevice device) {
        return savedDevice == device;
    }

    void setSavedDevice(SavedDevice device) {
        savedDevice = device;
        transferDevice.log().setIdstr(device.requiredKey().idstr());
    }

    /** @throws IllegalStateException before {@link #readProfile} */
    Profile profile() {
        return required(profile, "profile");
    }

    private static <T> T required(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalStateException("the " + name + " is not set yet");
        }
        return part;
    }

    /** Resets a device that was in ERROR when it was opened: it has no state that could be lost. */
    void resetIfInError() throws VfioException {
        if (transferDevice.initialState().isError()) {
            transferDevice.reset();
        }
    }

    /** Reads the device's profile. */
    void readProfile(DeviceProfileReader reader) throws IOException {
        try {
            profile = reader.readProfile(name(), transferDevice.device(), error -> transferDevice
                    .log()
                    .recordSurvivedError(error, false));
        } catch (VfioException e) {
            transferDevice.recordFailure(e);
            throw e;
        }
    }

    /** Returns this device as the target of a check. */
    TargetInput.QueriedDevice toCheckTarget() {
        return new TargetInput.QueriedDevice(savedDevice().requiredKey().fullName(), name().device(), profile());
    }

    /** Returns whether {@link StreamedRestore} writes the data of this device. */
    boolean isStreamed() {
        return streamed;
    }

    void setStreamed() {
        streamed = true;
    }

    /** Returns whether the device may have lost its initial state, or needs a reset. */
    boolean mayBeModified() throws VfioException {
        MigrationState state = transferDevice.device().state();
        return resumingEntered
                || state.isError() && !transferDevice.initialState().isError()
                || state.dataPhase() == DataPhase.RESUMING;
    }

    /**
     * Records the result of a gate.
     *
     * @throws RestoreRefusedException if the gate refuses the state
     * @throws VfioException if the gate refuses the state because the device failed when its profile was read
     */
    void applyGate(int gate, RestorePolicy policy) throws RestoreRefusedException, VfioException {
        Compatibility verdict = policy.allReasons().stream()
                .map(reason -> Compatibility.of(reason.finding().severity()))
                .max(Compatibility::compareTo)
                .orElse(Compatibility.COMPATIBLE);
        transferDevice.log().recordGate(new GateResult(gate, verdict, policy.allReasons()));
        restNeeded |= policy.needsRest();
        knownToBeComplete = policy.isKnownToBeComplete();
        List<Reason> refusing = policy.refusingReasons(force);
        if (refusing.isEmpty()) {
            policy.overridableReasons().stream()
                    .filter(reason -> !overriddenReasons.contains(reason))
                    .forEach(overriddenReasons::add);
            return;
        }
        boolean overridable = refusing == policy.overridableReasons();
        String message = savedDevice().requiredKey().idstr() + ": " + toText(refusing.get(0))
                + (refusing.size() > 1
                        ? ", and " + (refusing.size() - 1) + (refusing.size() == 2 ? " more reason" : " more reasons")
                        : "")
                + (overridable ? " (use --force to restore anyway)" : "");
        transferDevice.recordFailure("gate " + gate + " refuses " + message);
        if (policy.isDeviceFailure(refusing.get(0))) {
            throw new VfioException("restore", message);
        }
        throw new RestoreRefusedException(message);
    }

    /** Returns whether a gate has found that the state is not complete without its rest ({@code --rest}). */
    boolean needsRest() {
        return restNeeded;
    }

    /**
     * Requires that the facts of the device are known, so that a dry run does not promise what a restore may refuse.
     *
     * @throws RestoreRefusedException if the device was not asked for them
     */
    void requireFacts() throws RestoreRefusedException {
        MissingFacts missing = profile().missingFacts();
        if (missing != null && !force) {
            String message = savedDevice().requiredKey().idstr()
                    + ": a dry run cannot compare the state with the device: " + missing.message();
            transferDevice.recordFailure(message);
            throw new RestoreRefusedException(message);
        }
    }

    /** Returns whether the state is known to be complete, and nothing speaks against the device. */
    boolean isKnownToBeComplete() {
        return knownToBeComplete;
    }

    /** Returns whether the device is still in RESUMING after its driver has refused to leave it. */
    boolean mayGetRest(VfioException refusal) throws VfioException {
        return refusal.errno().isPresent() && transferDevice.device().state().dataPhase() == DataPhase.RESUMING;
    }

    /** Returns the decoder of the state; empty if it is unknown. */
    Optional<PluginDecoder> decoder(Plugins plugins) {
        return Optional.ofNullable(profile().driver()).flatMap(plugins::decoder);
    }

    /**
     * Requires that a state is complete with its rest.
     *
     * @throws RestoreRefusedException if it is not
     */
    void requireWhole(DecodedState state) throws RestoreRefusedException {
        if (state.isIncomplete() || state.worstSeverity() == Severity.ERROR) {
            String message =
                    savedDevice().requiredKey().idstr() + ": the state is not complete with the rest of its data";
            transferDevice.recordFailure(message);
            throw new RestoreRefusedException(message);
        }
    }

    /** Returns the reasons against the state that {@code --force} has overridden, as text. */
    List<String> overriddenReasons() {
        return overriddenReasons.stream().map(RestoreTarget::toText).toList();
    }

    private static String toText(Reason reason) {
        return reason.finding().message() + " [" + reason.finding().code() + "]";
    }

    /**
     * Brings the device into RESUMING.
     *
     * @param mostActive the most active state that a stopped device may pass through
     */
    void enterResuming(DeviceActivity mostActive) throws VfioException {
        enter(
                StateGoal.of(DeviceActivity.STOPPED, DataPhase.RESUMING).passingThrough(mostActive),
                UnaryOperator.identity());
        resumingEntered = true;
    }

    /**
     * Returns the first bytes of the state, from the kept data if there are any, else from the first record.
     *
     * @param record the record's body; the returned bytes can be read from it again
     */
    byte[] leadingBytes(PushbackInputStream record) throws IOException {
        try (InputStream kept = savedDevice().deviceData().open()) {
            byte[] head = kept.readNBytes(HEAD_SIZE);
            if (head.length == 0) {
                head = record.readNBytes(HEAD_SIZE);
                record.unread(head);
            }
            return head;
        }
    }

    /**
     * Writes the kept data to the device, record by record. If the data are in a file, their SHA-256 must equal the
     * SHA-256 of the inspection, because the file may have changed since then.
     *
     * @throws UnreadableStreamException if the file has changed
     */
    void writeStoredState(RecordChunk.Buffers buffers, RecordChunk.ByteListener listener) throws IOException {
        String inspected = savedDevice().totalBytes().sha256();
        ByteCounter writtenBytes = new ByteCounter(inspected != null);
        writeRecords(savedDevice(), buffers, (bytes, from, count) -> {
            writtenBytes.add(bytes, from, count);
            listener.onBytes(bytes, from, count);
        });
        if (inspected != null && !inspected.equals(writtenBytes.sha256())) {
            String message = savedDevice().requiredKey().idstr()
                    + ": the stream changed during the restore; the device got data that were not checked";
            transferDevice.recordFailure(message);
            throw new UnreadableStreamException(ReadOutcome.DAMAGED, message);
        }
    }

    /** Writes the rest of the state, record by record. */
    void writeRest(SavedDevice rest, RecordChunk.Buffers buffers, RecordChunk.ByteListener listener)
            throws IOException {
        writeRecords(rest, buffers, listener);
    }

    private void writeRecords(SavedDevice source, RecordChunk.Buffers buffers, RecordChunk.ByteListener listener)
            throws IOException {
        try (InputStream state = source.deviceData().open()) {
            SpillList.Cursor<VfioRecordEntry> records = source.records().cursor();
            for (VfioRecordEntry record; (record = records.next()) != null; ) {
                if (record.tag() == Tag.DEV_DATA_STATE && record.dataLength() > 0) {
                    // The packets of multifd channels have no kind; they are stop-copy data, as the END section.
                    Section.Kind kind = Objects.requireNonNullElse(record.kind(), Section.Kind.END);
                    writeRecord(kind, new RecordChunk(buffers, record.dataLength(), state, listener));
                }
            }
        }
    }

    /** Writes a record as one chunk, because a v1 device needs the same chunks that the source device has returned. */
    void writeRecord(Section.Kind kind, RecordChunk record) throws IOException {
        try {
            transferDevice.device().write(record);
        } catch (VfioException e) {
            transferDevice.recordFailure(
                    e,
                    e.getMessage() + ", in the record of " + record.length()
                            + (record.length() == 1 ? " byte" : " bytes") + " at byte " + bytesWritten
                            + " of the device data"
                            + overrideNote());
            throw e;
        }
        bytesWritten += record.length();
        transferDevice
                .log()
                .recordTransfer(kind == Section.Kind.PART ? DataPhase.PRE_COPY : DataPhase.STOP_COPY, record.length());
    }

    /** Writes the PCI configuration while the device is in RESUMING, as QEMU does. */
    void writeConfiguration() throws VfioException {
        transferDevice.log().recordDataEnd();
        if (savedDevice().config() != null && savedDevice().config().configSpace() != null) {
            try {
                transferDevice
                        .device()
                        .writeConfiguration(new DeviceConfiguration(
                                savedDevice().config().configSpace(),
                                savedDevice().config().msix()));
            } catch (VfioException e) {
                transferDevice.recordFailure(e, e.getMessage() + overrideNote());
                throw e;
            }
        }
    }

    /**
     * Leaves RESUMING. In this request the driver may still refuse the state.
     *
     * @param activity the activity of the next state
     * @param mostActive the most active state that the device may pass through
     */
    void leaveResuming(DeviceActivity activity, DeviceActivity mostActive) throws VfioException {
        if (!transferDevice.device().stateMachine().requestsAnyDistance()) {
            // Another step is not a part of the check of the state.
            leaveResuming(StateGoal.of(DeviceActivity.STOPPED, DataPhase.NONE));
        } else {
            leaveResuming(StateGoal.of(activity, DataPhase.NONE).passingThrough(mostActive));
        }
    }

    private void leaveResuming(StateGoal goal) throws VfioException {
        enter(goal, failure -> "the driver refuses the state: " + failure + overrideNote());
    }

    private void enter(StateGoal goal, UnaryOperator<String> describe) throws VfioException {
        transferDevice.enter(goal, describe).ifPresent(transferDevice.log()::recordNote);
    }

    private String overrideNote() {
        return overriddenReasons.isEmpty() ? "" : " (--force overrode: " + String.join("; ", overriddenReasons()) + ")";
    }
}
