// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.TimeoutDevice;
import org.migstream.vfio.VfioException;

/**
 * The devices of a transfer, which may reach each other by DMA: each starts none (P2P, NDMA) before any stops answering,
 * and none again before all answer.
 */
final class DeviceGroup implements Closeable {
    private final List<DeviceName> names;
    private final Duration timeout;
    private final List<DeviceLog> logs;
    private final List<TimeoutDevice> openDevices = new ArrayList<>();
    private final List<TransferDevice> transferDevices = new ArrayList<>();
    private boolean takenOver;

    /**
     * Opens none yet.
     *
     * @param patience how long one call may take
     * @param began when the transfer did, by {@link System#nanoTime}
     */
    DeviceGroup(List<DeviceName> names, Duration patience, long began) {
        this.names = names;
        this.timeout = patience;
        logs = names.stream()
                .map(name -> new DeviceLog(name.device(), name.idstr(), began))
                .toList();
    }

    /**
     * Opens all of them; nothing is done to any.
     *
     * @throws InvalidDeviceNameException if a name makes no sense
     * @throws VfioException if one cannot be opened
     */
    void open() throws IOException {
        for (int i = 0; i < names.size(); i++) {
            DeviceName name = names.get(i);
            try {
                TimeoutDevice device = open(name, timeout);
                addOpenDevice(device);
                TransferDevice participant = new TransferDevice(name, device, logs.get(i));
                synchronized (this) {
                    transferDevices.add(participant);
                }
            } catch (VfioException e) {
                logs.get(i).recordFirstError(e.getMessage());
                throw e;
            }
        }
    }

    /** Opens one, see {@link #open()}; it is the caller's to close. */
    static TimeoutDevice open(DeviceName name, Duration patience) throws IOException {
        try {
            return TimeoutDevice.of(toMigrationDevice(name.open()), patience);
        } catch (IllegalArgumentException e) {
            throw new InvalidDeviceNameException(e.getMessage());
        }
    }

    private static MigrationDevice toMigrationDevice(OpenDevice device) throws VfioException {
        try {
            return MigrationDevice.of(device);
        } catch (VfioException e) {
            device.close();
            throw e;
        }
    }

    private synchronized void addOpenDevice(TimeoutDevice device) throws IOException {
        if (takenOver) {
            device.close();
            throw new TransferAbortedException();
        }
        openDevices.add(device);
    }

    /** From now on only this thread calls them: {@link TimeoutDevice#takeOver}. */
    synchronized void takeOver() {
        takenOver = true;
        openDevices.forEach(TimeoutDevice::takeOver);
    }

    /** Those that were opened, in the order of their names. */
    synchronized List<TransferDevice> devices() {
        return List.copyOf(transferDevices);
    }

    /**
     * The same in the order in which they stop and start: who cannot be kept from starting DMA does it as long as the
     * others answer.
     */
    List<TransferDevice> inStopOrder() {
        return devices().stream()
                .sorted(Comparator.comparing(TransferDevice::hasP2pState))
                .toList();
    }

    /** What may have gone wrong unseen. */
    List<String> warnings() {
        List<TransferDevice> loud = devices().stream()
                .filter(participant -> participant.initialState().activity() == DeviceActivity.RUNNING)
                .filter(participant -> !participant.hasP2pState())
                .toList();
        if (loud.size() < 2) {
            return List.of();
        }
        return List.of(loud.stream().map(TransferDevice::idstr).collect(Collectors.joining(", "))
                + ": stopped one after the other, for they have no P2P states; what one sent to another by DMA meanwhile is"
                + " lost");
    }

    /** Those that run start no DMA to the others any more, as far as they can be kept from it. */
    void quiesceP2p() throws VfioException {
        for (TransferDevice participant : devices()) {
            MigrationState state = participant.state();
            if (state.activity() == DeviceActivity.RUNNING
                    && participant.device().hasState(DeviceActivity.P2P_QUIESCENT, state.dataPhase())) {
                participant.enter(DeviceActivity.P2P_QUIESCENT, state.dataPhase());
            }
        }
    }

    /** All stop; each has its data to give now. */
    void stopAndOpenData() throws VfioException {
        for (TransferDevice participant : inStopOrder()) {
            participant.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        }
    }

    /**
     * Ends the sessions, each device for itself: that one fails keeps no other from it.
     *
     * @param stopped whether they stop, else they return to where they were found
     * @return whether all are there
     */
    boolean restoreInitialState(boolean stopped) {
        Map<TransferDevice, VfioException> first = new HashMap<>();
        for (TransferDevice participant : inStopOrder()) {
            if (targetActivity(participant, stopped) != DeviceActivity.STOPPED && participant.hasP2pState()) {
                VfioCall.tryRun(participant::enterP2pIfStopped).ifPresent(reason -> first.put(participant, reason));
            }
        }
        boolean settled = true;
        for (TransferDevice participant : inStopOrder()) {
            Optional<VfioException> second = VfioCall.tryRun(() -> restoreInitialState(participant, stopped));
            second.ifPresent(reason -> participant.recordFailure(first.getOrDefault(participant, reason)));
            settled &= second.isEmpty();
        }
        return settled;
    }

    private static DeviceActivity targetActivity(TransferDevice participant, boolean stopped) {
        return stopped ? DeviceActivity.STOPPED : participant.initialState().activity();
    }

    private static void restoreInitialState(TransferDevice participant, boolean stopped) throws VfioException {
        if (!isInTargetState(participant, stopped)) {
            participant.enterWithoutRecording(
                    targetActivity(participant, stopped),
                    participant.initialState().dataPhase());
        }
    }

    private static boolean isInTargetState(TransferDevice participant, boolean stopped) throws VfioException {
        MigrationState state = participant.device().state();
        return state.isError() == participant.initialState().isError()
                && state.activity() == targetActivity(participant, stopped)
                && state.dataPhase() == participant.initialState().dataPhase();
    }

    /** The last resort for those that could not be settled: they lose their state, but do what they are for. */
    void resetUnrestored(boolean stopped) {
        for (TransferDevice participant : inStopOrder()) {
            if (VfioCall.tryRun(() -> requireTargetState(participant, stopped)).isPresent()) {
                VfioCall.tryRun(() -> {
                            participant.reset();
                            restoreInitialState(participant, stopped);
                        })
                        .ifPresent(participant::recordFailure);
            }
        }
    }

    private static void requireTargetState(TransferDevice participant, boolean stopped) throws VfioException {
        if (!isInTargetState(participant, stopped)) {
            throw new VfioException("settle", "it is in " + participant.device().state());
        }
    }

    /** What went wrong with any of them, and where that left it, in one line. */
    Optional<String> errorSummary() {
        return deviceReports().stream()
                .filter(device -> device.error() != null)
                .map(DeviceTransfer::errorSummary)
                .reduce((one, other) -> one + "; " + other);
    }

    /** What was noted of each, whether it could be opened or not. */
    List<DeviceTransfer> deviceReports() {
        return logs.stream().map(DeviceLog::toReport).toList();
    }

    /** Finds out where each is. */
    void refreshStates() {
        devices().forEach(TransferDevice::refreshState);
    }

    /** Finds out where each is, and closes it. */
    @Override
    public void close() {
        refreshStates();
        List<TimeoutDevice> open;
        synchronized (this) {
            open = List.copyOf(openDevices);
        }
        for (int i = 0; i < open.size(); i++) {
            try {
                open.get(i).close();
            } catch (VfioException e) {
                logs.get(i).recordFirstError(e.getMessage());
            }
        }
    }
}
