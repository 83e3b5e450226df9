// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataListener;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.IncrementalDecoding;
import org.migstream.plugin.PluginDecoder;
import org.migstream.stream.Section;
import org.migstream.transfer.TransferReport.Result;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.VfioException;

/** Restores devices from a stream; see the package for what happens when. */
public final class Restorer implements Transfer, Closeable {
    private final RestoreRequest request;
    private final Input input;
    private final List<Input> channels;
    private final DeviceGroup devices;
    private final CompletionLatch completion = new CompletionLatch();
    private final List<RestoreTarget> targets = new CopyOnWriteArrayList<>();
    private final RecordChunk.Buffers buffers = new RecordChunk.Buffers();
    private DeviceMapping mapping;
    private RestoreGate gate;
    private boolean profilesRead;
    private volatile Thread transferThread;
    private volatile Result result = Result.FAILED;
    private volatile String error;

    /**
     * Touches nothing yet.
     *
     * @param input a stream of any container
     * @param channels recordings of its multifd channels
     */
    public Restorer(RestoreRequest request, Input input, List<Input> channels) {
        this.request = request;
        this.input = input;
        this.channels = List.copyOf(channels);
        devices = new DeviceGroup(request.devices(), request.timeout(), System.nanoTime());
    }

    @Override
    public void run() throws IOException {
        transferThread = Thread.currentThread();
        try {
            restore();
            claimCompletion();
            complete(request.dryRun() ? Result.WOULD_BE_DONE : Result.DONE, null);
        } catch (RestoreRefusedException e) {
            claimCompletion();
            recover();
            String where = stateSummary(true);
            complete(Result.REFUSED, e.getMessage() + where);
        } catch (IOException e) {
            claimCompletion();
            recover();
            throw completeWithFailure(e);
        } catch (RuntimeException | Error e) {
            claimCompletion();
            recover();
            complete(Result.FAILED, e.toString());
            throw e;
        } finally {
            completion.complete();
        }
    }

    private void claimCompletion() throws TransferAbortedException {
        if (!completion.claimOrAwait()) {
            throw new TransferAbortedException();
        }
    }

    private void complete(Result how, String why) {
        if (how == Result.DONE && request.keepOpen()) {
            devices.refreshStates();
        } else {
            devices.close();
        }
        error = why;
        result = how;
    }

    private IOException completeWithFailure(IOException e) {
        String where = stateSummary(!(e instanceof VfioException));
        devices.close();
        if (e instanceof VfioException failure) {
            error = devices.errorSummary().orElse(e.getMessage()) + where;
            return new DeviceFailureException(error, failure);
        }
        error = e.getMessage() + where;
        if (e instanceof HandoverException) {
            return new HandoverException(error, e);
        }
        return e instanceof UnreadableStreamException unreadable
                ? new UnreadableStreamException(unreadable.outcome(), error)
                : e;
    }

    /** Where the devices are, all or those that nothing is wrong with, as the end of a sentence. */
    private String stateSummary(boolean all) {
        devices.refreshStates();
        StringBuilder words = new StringBuilder();
        for (DeviceTransfer device : devices.deviceReports()) {
            if (device.uapi() != null && (all || device.error() == null)) {
                words.append("; ").append(device.device()).append(outcomeClause(device));
                words.append(" left in ").append(device.finalStateText());
            }
        }
        return words.toString();
    }

    private static String outcomeClause(DeviceTransfer device) {
        if (device.wasReset()) {
            return " was reset and";
        }
        boolean resumed =
                device.states().stream().anyMatch(entered -> entered.state().contains("RESUMING"));
        return resumed ? " may have got a part of a state," : " is as it was,";
    }

    private void restore() throws IOException {
        if (request.handoverSocket() == null) {
            restoreFromStream();
            return;
        }
        try (Handover handover = Handover.connect(request.handoverSocket(), request.timeout())) {
            restoreFromStream();
            if (!request.dryRun()) {
                handover.send(devices.devices());
            }
        }
    }

    private void restoreFromStream() throws IOException {
        devices.open();
        for (TransferDevice participant : devices.devices()) {
            targets.add(new RestoreTarget(participant, request.force()));
        }
        for (TransferDevice participant : devices.devices()) {
            participant.requireNoDataSession("restore");
        }
        mapping = new DeviceMapping(request, targets);
        gate = new RestoreGate(request, input, targets);
        RestorePreconditions needs = new RestorePreconditions(input.name());
        try (StreamReport report =
                StreamInspector.inspect(input, channels, gate.inspectRequest(), new StreamedDataListener())) {
            needs.requireComplete(report);
            mapping.assign(true);
            readProfilesOnce();
            needs.requireAllData(targets, !channels.isEmpty());
            gate.checkFirst(report);
            if (request.dryRun()) {
                gate.checkSecond(report);
                return;
            }
            enterResuming();
            writeStoredStates(report);
        }
    }

    /** Once: what each device says of itself, before any is changed. */
    private void readProfilesOnce() throws IOException {
        if (!profilesRead) {
            profilesRead = true;
            boolean mayStop = !request.dryRun();
            DeviceProfileReader inquiry =
                    new DeviceProfileReader(request.decoderChoice().plugins(), mayStop);
            if (mayStop && targets.size() > 1) {
                // Some answer only when they are stopped, and then not their peers.
                devices.quiesceP2p();
            }
            for (RestoreTarget destination : inStopOrder()) {
                destination.readProfile(inquiry, request.dryRun());
            }
        }
    }

    /** All of them are loading, none before all start no DMA to the others. */
    private void enterResuming() throws VfioException {
        devices.quiesceP2p();
        for (RestoreTarget destination : inStopOrder()) {
            if (!destination.isStreaming()) {
                destination.enterResuming();
            }
        }
    }

    /** In the order in which they stop and start, see {@link DeviceGroup#inStopOrder}. */
    private List<RestoreTarget> inStopOrder() {
        List<TransferDevice> order = devices.inStopOrder();
        return targets.stream()
                .sorted((one, other) -> order.indexOf(one.transferDevice()) - order.indexOf(other.transferDevice()))
                .toList();
    }

    private void writeStoredStates(StreamReport report) throws IOException {
        List<DeviceReport> seen = new ArrayList<>();
        List<DecodedState> again = new ArrayList<>();
        try {
            for (DeviceReport device : report.devices()) {
                RestoreTarget destination = mapping.targetOf(device.device());
                DeviceReport now = device;
                if (destination != null && !destination.isStreaming()) {
                    DecodedState state = writeAndDecode(destination, device.state());
                    if (state != null) {
                        again.add(state);
                    }
                    now = new DeviceReport(device.device(), device.identity(), state);
                }
                seen.add(now);
            }
            gate.checkSecond(report.withDevices(seen));
        } finally {
            for (DecodedState state : again) {
                state.close();
            }
        }
        leaveResuming();
    }

    /** Writes it, and has it decoded once more: what the device got is judged, not what the file held before. */
    private DecodedState writeAndDecode(RestoreTarget destination, DecodedState first) throws IOException {
        Optional<PluginDecoder> decoder = first == null
                ? Optional.empty()
                : request.decoderChoice().plugins().decoder(first.decoder());
        if (decoder.isEmpty()) {
            destination.writeStoredState(buffers, RecordChunk.ByteListener.NONE);
            return null;
        }
        IncrementalDecoding decoding = decoder.get().decodeIncrementally(false);
        boolean ended = false;
        try {
            destination.writeStoredState(buffers, decoding::feed);
            DecodedState state = decoding.finish();
            ended = true;
            return state;
        } finally {
            if (!ended) {
                decoding.close();
            }
        }
    }

    private void leaveResuming() throws VfioException {
        for (RestoreTarget destination : targets) {
            destination.writeConfiguration();
        }
        for (RestoreTarget destination : targets) {
            destination.leaveResuming();
        }
        if (request.startDevices()) {
            for (RestoreTarget destination : targets) {
                if (destination.transferDevice().hasP2pState()) {
                    destination.transferDevice().enter(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
                }
            }
            for (RestoreTarget destination : inStopOrder()) {
                destination.transferDevice().enter(DeviceActivity.RUNNING, DataPhase.NONE);
            }
        }
    }

    /** Too much comes through a pipe to be held back: the first gate has to do with what is there. */
    private final class StreamedDataListener implements DeviceDataListener {
        @Override
        public void deviceAdded(SavedDevice device) {
            mapping.add(device);
        }

        @Override
        public void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body)
                throws IOException {
            mapping.assign(false);
            RestoreTarget destination = mapping.targetOf(device);
            if (destination == null) {
                return;
            }
            RestoreTarget.PeekableBody record = new RestoreTarget.PeekableBody(body);
            if (!destination.isStreaming()) {
                readProfilesOnce();
                gate.checkFirstByHead(destination, destination.leadingBytes(record));
                destination.startStreaming();
                if (!request.dryRun()) {
                    devices.quiesceP2p();
                    destination.enterResuming();
                    destination.writeStoredState(buffers, RecordChunk.ByteListener.NONE);
                }
            }
            if (!request.dryRun()) {
                destination.writeRecord(
                        kind, new RecordChunk(buffers, length, record.fullBody(), RecordChunk.ByteListener.NONE));
            }
        }
    }

    /** Brings all where a failure is to leave them, each for itself: that one fails keeps no other from it. */
    private void recover() {
        new RestoreRecovery(request.onError(), inStopOrder()).run();
    }

    @Override
    public void abort() {
        if (!completion.claimOrAwait()) {
            return;
        }
        Thread running = transferThread;
        if (running != null) {
            running.interrupt();
        }
        devices.takeOver();
        recover();
        complete(Result.INTERRUPTED, null);
        completion.complete();
    }

    @Override
    public TransferReport report() {
        return new TransferReport(
                "restore",
                result,
                error,
                input.name(),
                input.source().position(),
                input.layers().isEmpty() ? null : String.join(", ", input.layers()),
                devices.warnings(),
                devices.deviceReports());
    }

    /** Closes the devices that are held. */
    @Override
    public void close() {
        devices.close();
    }

    /** What spoke against the states and was overridden, for people. */
    public List<String> overriddenReasons() {
        List<String> overridden = new ArrayList<>();
        for (RestoreTarget destination : targets) {
            for (String reason : destination.overriddenReasons()) {
                overridden.add(destination.savedDevice().key().idstr() + ": " + reason);
            }
        }
        return overridden;
    }
}
