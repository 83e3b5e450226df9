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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.migstream.spi.DriverError;
import org.migstream.transfer.TransferDevice.VfioCall;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.TimeoutDevice;
import org.migstream.vfio.VfioException;

/**
 * The devices of one transfer. One device may access another device by DMA. So all devices enter their P2P state (NDMA
 * in v1), in which they start no DMA, before the first device stops. After the transfer, all devices answer DMA again
 * before the first device starts DMA.
 */
final class DeviceGroup implements Closeable {
    private final List<DeviceName> names;
    private final Duration timeout;
    private final Supplier<List<DriverError>> driverErrors;
    private final List<DeviceLog> logs;
    private final List<TimeoutDevice> openDevices = new ArrayList<>();
    private final List<TransferDevice> transferDevices = new ArrayList<>();
    private boolean takenOver;

    /**
     * Creates a group. Does not open the devices.
     *
     * @param timeout the time limit of one call to a device
     * @param driverErrors supplies the known errors of all drivers; called only if a call to a kernel device fails
     * @param startNanos the start of the transfer, {@link System#nanoTime}
     */
    DeviceGroup(List<DeviceName> names, Duration timeout, Supplier<List<DriverError>> driverErrors, long startNanos) {
        this.names = names;
        this.timeout = timeout;
        this.driverErrors = driverErrors;
        logs = names.stream()
                .map(name -> new DeviceLog(name.device(), name.idstr(), startNanos))
                .toList();
    }

    /**
     * Opens all devices. Changes no device.
     *
     * @throws InvalidDeviceNameException if a name is not valid
     * @throws VfioException if a device cannot be opened
     */
    void open() throws IOException {
        for (int i = 0; i < names.size(); i++) {
            DeviceName name = names.get(i);
            try {
                TimeoutDevice opened = open(name, timeout, driverErrors);
                addOpenDevice(opened);
                TransferDevice device = new TransferDevice(name, opened, logs.get(i));
                synchronized (this) {
                    transferDevices.add(device);
                }
            } catch (VfioException e) {
                logs.get(i).recordFirstError(TransferException.messageOf(e));
                throw e;
            }
        }
    }

    /**
     * Opens one device. The caller closes it.
     *
     * @throws InvalidDeviceNameException if the name is not valid
     * @throws VfioException if the device cannot be opened
     */
    static TimeoutDevice open(DeviceName name, Duration timeout, Supplier<List<DriverError>> driverErrors)
            throws IOException {
        try {
            return TimeoutDevice.of(toMigrationDevice(name.open(driverErrors)), timeout);
        } catch (IllegalArgumentException e) {
            throw new InvalidDeviceNameException(TransferException.messageOf(e));
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

    /** Makes the current thread the only one that may call the devices, see {@link TimeoutDevice#takeOver}. */
    synchronized void takeOver() {
        takenOver = true;
        openDevices.forEach(TimeoutDevice::takeOver);
    }

    /** Returns the open devices in the order of their names. */
    synchronized List<TransferDevice> devices() {
        return List.copyOf(transferDevices);
    }

    /**
     * Returns the open devices in the order in which they stop and start. Devices without a P2P state come first,
     * because they start DMA until they stop, and the other devices must still answer that DMA.
     */
    List<TransferDevice> inStopOrder() {
        return devices().stream()
                .sorted(Comparator.comparing(TransferDevice::hasP2pState))
                .toList();
    }

    /** Returns a warning if DMA between devices may be lost; else an empty list. */
    List<String> warnings() {
        List<TransferDevice> withoutP2p = devices().stream()
                .filter(device -> device.initialState().activity() == DeviceActivity.RUNNING)
                .filter(device -> !device.hasP2pState())
                .toList();
        if (withoutP2p.size() < 2) {
            return List.of();
        }
        return List.of(
                withoutP2p.stream().map(TransferDevice::idstr).collect(Collectors.joining(", "))
                        + ": stopped one after the other because they have no P2P states; DMA between them in that time is lost");
    }

    /** Moves each running device into its P2P state, if it has one. A device in this state starts no DMA. */
    void quiesceP2p() throws VfioException {
        for (TransferDevice device : devices()) {
            MigrationState state = device.state();
            if (state.activity() == DeviceActivity.RUNNING
                    && device.device().hasState(DeviceActivity.P2P_QUIESCENT, state.dataPhase())) {
                device.enter(DeviceActivity.P2P_QUIESCENT, state.dataPhase());
            }
        }
    }

    /** Moves all devices into STOP_COPY. */
    void stopAndOpenData() throws VfioException {
        for (TransferDevice device : inStopOrder()) {
            device.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        }
    }

    /**
     * Ends the data sessions and returns the devices to their initial states, or stops them. A failure of one device
     * does not affect the other devices.
     *
     * @param leaveStopped whether the devices are stopped; else each device returns to its initial state
     * @return whether each device has reached that state
     */
    boolean restoreInitialState(boolean leaveStopped) {
        Map<TransferDevice, VfioException> p2pFailures = new HashMap<>();
        for (TransferDevice device : inStopOrder()) {
            if (targetActivity(device, leaveStopped) != DeviceActivity.STOPPED && device.hasP2pState()) {
                VfioCall.tryRun(device::enterP2pIfStopped).ifPresent(failure -> p2pFailures.put(device, failure));
            }
        }
        boolean restored = true;
        for (TransferDevice device : inStopOrder()) {
            Optional<VfioException> failure = VfioCall.tryRun(() -> restoreInitialState(device, leaveStopped));
            failure.ifPresent(laterFailure -> device.recordFailure(p2pFailures.getOrDefault(device, laterFailure)));
            restored &= failure.isEmpty();
        }
        return restored;
    }

    private static DeviceActivity targetActivity(TransferDevice device, boolean leaveStopped) {
        return leaveStopped ? DeviceActivity.STOPPED : device.initialState().activity();
    }

    private static void restoreInitialState(TransferDevice device, boolean leaveStopped) throws VfioException {
        if (!isInTargetState(device, leaveStopped)) {
            device.enterWithoutRecording(
                    targetActivity(device, leaveStopped), device.initialState().dataPhase());
        }
    }

    private static boolean isInTargetState(TransferDevice device, boolean leaveStopped) throws VfioException {
        MigrationState state = device.device().state();
        return state.isError() == device.initialState().isError()
                && state.activity() == targetActivity(device, leaveStopped)
                && state.dataPhase() == device.initialState().dataPhase();
    }

    /** Resets each device that {@link #restoreInitialState} could not restore. A reset device loses its state. */
    void resetUnrestored(boolean leaveStopped) {
        for (TransferDevice device : inStopOrder()) {
            if (VfioCall.tryRun(() -> requireTargetState(device, leaveStopped)).isPresent()) {
                VfioCall.tryRun(() -> {
                            device.reset();
                            restoreInitialState(device, leaveStopped);
                        })
                        .ifPresent(device::recordFailure);
            }
        }
    }

    private static void requireTargetState(TransferDevice device, boolean leaveStopped) throws VfioException {
        if (!isInTargetState(device, leaveStopped)) {
            throw new VfioException(
                    "restore the initial state",
                    "the device is in " + device.device().state());
        }
    }

    /**
     * Returns the first error and the final state of each device with an error, in one line; empty if no device has an
     * error.
     */
    Optional<String> errorSummary() {
        return deviceReports().stream()
                .filter(device -> device.error() != null)
                .map(DeviceTransfer::errorSummary)
                .reduce((one, other) -> one + "; " + other);
    }

    /**
     * Returns the current state of each open device, as a text to append to a message.
     *
     * @param all whether devices with an error are included
     */
    String stateSummary(boolean all) {
        refreshStates();
        return deviceReports().stream()
                .filter(device -> device.uapi() != null && (all || device.error() == null))
                .map(device -> "; " + device.outcomeSummary())
                .collect(Collectors.joining());
    }

    /** Returns the report of each device, open or not. */
    List<DeviceTransfer> deviceReports() {
        return logs.stream().map(DeviceLog::toReport).toList();
    }

    /** Records the current state of each open device. */
    void refreshStates() {
        devices().forEach(TransferDevice::refreshState);
    }

    /** Records the final state of each open device and closes it. */
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
                logs.get(i).recordFirstError(TransferException.messageOf(e));
            }
        }
    }
}
