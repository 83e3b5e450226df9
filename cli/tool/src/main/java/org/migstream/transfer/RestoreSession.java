// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Input;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.transfer.TransferException.RestoreRefusedException;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.VfioException;

/**
 * One restore, from opening the devices to their final state.
 *
 * <pre>
 *   open -&gt; inspect the stream, with a StreamedRestore for data from a pipe
 *        -&gt; preconditions -&gt; gate 1 -&gt; StoredRestore for all other data -&gt; gate 2 -&gt; leave RESUMING -&gt; [run]
 * </pre>
 */
final class RestoreSession {
    private final RestoreRequest request;
    private final Input input;
    private final List<Input> channels;
    private final DeviceGroup devices;
    private final List<RestoreTarget> targets = new CopyOnWriteArrayList<>();
    private final RecordChunk.Buffers buffers = new RecordChunk.Buffers();
    private final DeviceMapping mapping;
    private final RestoreGate gate;
    private final @Nullable LateData lateData;
    private boolean profilesRead;

    /**
     * @param channels recordings of the stream's multifd channels
     * @param lateData the rest of the states; null if there is none
     */
    RestoreSession(
            RestoreRequest request,
            Input input,
            List<Input> channels,
            DeviceGroup devices,
            @Nullable LateData lateData) {
        this.request = request;
        this.input = input;
        this.channels = List.copyOf(channels);
        this.devices = devices;
        mapping = new DeviceMapping(request, targets);
        gate = new RestoreGate(request, input, targets);
        this.lateData = lateData;
    }

    /**
     * Restores all devices. A dry run makes only the checks ({@link RestoreRequest#dryRun}).
     *
     * @param onRequest is called in another thread when the kernel requests a device
     * @param notices receives what the user must know before a device is changed
     */
    void run(Consumer<TransferDevice> onRequest, Consumer<String> notices) throws IOException {
        devices.open(onRequest);
        for (TransferDevice device : devices.devices()) {
            targets.add(new RestoreTarget(device, request.force()));
        }
        for (TransferDevice device : devices.devices()) {
            device.requireNoDataSession("restore");
            if (!device.device().canReset()) {
                notices.accept(
                        device.name().device() + ": the kernel cannot reset this device: if the restore fails, the"
                                + " device may keep a part of the state");
            }
        }
        requireP2pStates();
        RestorePreconditions preconditions = new RestorePreconditions(input.name());
        StreamedRestore streamed = new StreamedRestore(this);
        try (StreamReport report = StreamInspector.inspect(input, channels, gate.inspectRequest(), streamed);
                StoredRestore stored = new StoredRestore(this)) {
            preconditions.requireComplete(report);
            request.decoderChoice().names().requireKnown();
            mapping.assign(true);
            readProfilesOnce();
            preconditions.requireAllData(targets, !channels.isEmpty());
            gate.checkFirst(report);
            if (request.dryRun()) {
                gate.checkSecond(report);
                for (RestoreTarget target : targets) {
                    target.requireFacts();
                }
                return;
            }
            gate.checkSecond(stored.restore(report));
            for (RestoreTarget target : targets) {
                target.writeConfiguration();
            }
            leaveResuming();
        } finally {
            if (lateData != null) {
                lateData.close();
            }
        }
    }

    /** Reads the profile of each device before any device is changed. Does nothing after the first call. */
    void readProfilesOnce() throws IOException {
        if (profilesRead) {
            return;
        }
        profilesRead = true;
        DeviceProfileReader reader =
                new DeviceProfileReader(request.decoderChoice().plugins(), !request.dryRun(), request.timeout());
        if (!request.dryRun()) {
            for (RestoreTarget target : targets) {
                target.resetIfInError();
            }
            // From now on a device may stop: to send its state if it has no pre-copy, and to be resumed. A stopped
            // device does not answer the DMA of the other devices.
            devices.quiesceP2p();
        }
        for (RestoreTarget target : inStopOrder()) {
            target.readProfile(reader);
        }
    }

    /**
     * Refuses devices between which DMA would be lost when they start.
     *
     * @throws RestoreRefusedException if several devices have no P2P state
     */
    private void requireP2pStates() throws RestoreRefusedException {
        if (request.startDevices() && !request.allowDma()) {
            Optional<String> refusal = DeviceGroup.findP2pRefusal(devices.devices());
            if (refusal.isPresent()) {
                throw new RestoreRefusedException(refusal.get());
            }
        }
    }

    /**
     * Returns the most active state that a stopped device may pass through to RESUMING. Some v1 drivers enter RESUMING
     * only from RUNNING. A device that runs must not access another device.
     */
    DeviceActivity mostActiveBeforeResuming() {
        return targets.size() == 1 || request.allowDma() ? DeviceActivity.RUNNING : DeviceActivity.P2P_QUIESCENT;
    }

    /**
     * Leaves RESUMING with all devices. A device that need not wait for another one is asked for its last state at once:
     * a v1 driver may load its state only on the path from RESUMING to RUNNING.
     */
    private void leaveResuming() throws IOException {
        DeviceActivity next =
                request.startDevices() && targets.size() == 1 ? DeviceActivity.RUNNING : DeviceActivity.STOPPED;
        for (RestoreTarget target : targets) {
            LateData rest = lateData;
            if (rest != null && target.needsRest()) {
                rest.write(target, this);
            }
            try {
                leaveResuming(target, next);
            } catch (VfioException e) {
                if (rest == null || rest.isWrittenTo(target) || !target.mayGetRest(e)) {
                    throw e;
                }
                rest.write(target, this);
                leaveResuming(target, next);
                target.transferDevice().log().recordErrorsAsSurvived();
            }
        }
        if (request.startDevices()) {
            startDevices();
        }
    }

    /**
     * Leaves RESUMING with one device. Some v1 drivers leave RESUMING only to RUNNING. But EINVAL may also mean that the
     * driver refuses the state. So a device that is not to run passes through RUNNING only if its state is known to be
     * complete.
     */
    private void leaveResuming(RestoreTarget target, DeviceActivity next) throws VfioException {
        target.leaveResuming(next, target.isKnownToBeComplete() ? mostActiveBeforeResuming() : DeviceActivity.STOPPED);
    }

    private void startDevices() throws VfioException {
        for (RestoreTarget target : targets) {
            if (targets.size() > 1 && target.transferDevice().hasP2pState()) {
                target.transferDevice().enter(DeviceActivity.P2P_QUIESCENT, DataPhase.NONE);
            }
        }
        for (RestoreTarget target : inStopOrder()) {
            target.transferDevice().enter(DeviceActivity.RUNNING, DataPhase.NONE);
        }
    }

    /** Returns the name of the input that is being read, for messages. */
    String inputName() {
        return lateData != null && lateData.isReading() ? lateData.name() : input.name();
    }

    RestoreRequest request() {
        return request;
    }

    DeviceGroup devices() {
        return devices;
    }

    /** Returns the target of each open device, in the order of the command line. */
    List<RestoreTarget> targets() {
        return targets;
    }

    /** Returns the targets in the order of {@link DeviceGroup#inStopOrder}. */
    List<RestoreTarget> inStopOrder() {
        List<TransferDevice> order = devices.inStopOrder();
        return targets.stream()
                .sorted((one, other) -> order.indexOf(one.transferDevice()) - order.indexOf(other.transferDevice()))
                .toList();
    }

    DeviceMapping mapping() {
        return mapping;
    }

    RestoreGate gate() {
        return gate;
    }

    RecordChunk.Buffers buffers() {
        return buffers;
    }
}
