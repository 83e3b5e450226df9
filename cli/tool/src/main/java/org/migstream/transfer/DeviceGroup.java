// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.migstream.spi.DriverError;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.TimeoutDevice;
import org.migstream.vfio.VfioException;

/**
 * The devices of one transfer. One device may access another device by DMA. So all devices enter their P2P state (NDMA
 * in v1), in which they start no DMA, before the first device stops. After the transfer, all devices answer DMA again
 * before the first device starts DMA.
 */
final class DeviceGroup implements Closeable {
    private static final String P2P_REFUSAL = "%s have no state in which a device runs but starts no DMA (v2: P2P, v1:"
            + " NDMA); DMA from one of them to another that is already stopped would be lost, and QEMU refuses to migrate"
            + " them together; give --allow-dma if they never access each other";
    private static final String P2P_WARNING = "%s: stopped one after the other, because they have no state in which a"
            + " device runs but starts no DMA (v2: P2P, v1: NDMA); DMA between them in that time is lost";

    private final List<DeviceName> names;
    private final Duration timeout;
    private final Supplier<List<DriverError>> driverErrors;
    private final List<DeviceLog> logs;
    private final List<OpenedDevice> openDevices = new ArrayList<>();
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

    /** An open device and its log. */
    private record OpenedDevice(TimeoutDevice device, DeviceLog log) {}

    /**
     * Opens all devices. Changes no device.
     *
     * @param onRequest is called in another thread when the kernel requests a device
     * @throws InvalidDeviceNameException if a name is not valid
     * @throws VfioException if a device cannot be opened
     */
    void open(Consumer<TransferDevice> onRequest) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            DeviceName name = names.get(i);
            try {
                TimeoutDevice opened = open(name, timeout, driverErrors);
                addOpenDevice(new OpenedDevice(opened, logs.get(i)));
                TransferDevice device = new TransferDevice(name, opened, logs.get(i));
                synchronized (this) {
                    transferDevices.add(device);
                }
                device.onRequest(() -> onRequest.accept(device));
            } catch (VfioException e) {
                logs.get(i).recordError(TransferException.messageOf(e));
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
            return TimeoutDevice.of(MigrationDevice.open(name.open(driverErrors)), timeout);
        } catch (IllegalArgumentException e) {
            throw new InvalidDeviceNameException(TransferException.messageOf(e));
        }
    }

    private synchronized void addOpenDevice(OpenedDevice opened) throws IOException {
        if (takenOver) {
            opened.device().close();
            throw new TransferAbortedException();
        }
        openDevices.add(opened);
    }

    /** Makes the current thread the only one that may call the devices, see {@link TimeoutDevice#takeOver}. */
    synchronized void takeOver() {
        takenOver = true;
        openDevices.forEach(opened -> opened.device().takeOver());
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

    /**
     * Refuses devices that may lose DMA between each other when they stop, see {@link #findP2pRefusal}.
     *
     * @param operation the operation that is refused, such as {@code save}
     * @throws VfioException if several running devices have no P2P state
     */
    void requireP2pStates(String operation) throws VfioException {
        Optional<String> refusal = findP2pRefusal(runningDevices());
        if (refusal.isPresent()) {
            throw new VfioException(operation, refusal.get() + "; the devices were not changed");
        }
    }

    /**
     * Returns why these devices cannot stop or start one after the other, as in QEMU
     * (vfio_multiple_devices_migration_is_supported in hw/vfio/migration.c). One device without a P2P state is allowed: it
     * stops first and starts first, while the other devices answer its DMA.
     */
    static Optional<String> findP2pRefusal(List<TransferDevice> devices) {
        List<TransferDevice> withoutP2p = withoutP2pState(devices);
        return withoutP2p.size() < 2 ? Optional.empty() : Optional.of(P2P_REFUSAL.formatted(namesOf(withoutP2p)));
    }

    /** Returns a warning if DMA between devices may be lost; else an empty list. */
    List<String> warnings() {
        List<TransferDevice> withoutP2p = withoutP2pState(runningDevices());
        return withoutP2p.size() < 2 ? List.of() : List.of(P2P_WARNING.formatted(namesOf(withoutP2p)));
    }

    private List<TransferDevice> runningDevices() {
        return devices().stream()
                .filter(device -> device.initialState().activity() == DeviceActivity.RUNNING)
                .toList();
    }

    private static List<TransferDevice> withoutP2pState(List<TransferDevice> devices) {
        return devices.stream().filter(device -> !device.hasP2pState()).toList();
    }

    private static String namesOf(List<TransferDevice> devices) {
        return devices.stream().map(device -> device.name().device()).collect(Collectors.joining(", "));
    }

    /**
     * Moves each running device into its P2P state, if it has one. A device in this state starts no DMA. Does nothing if
     * the group has only one device.
     */
    void quiesceP2p() throws VfioException {
        List<TransferDevice> devices = devices();
        if (devices.size() < 2) {
            return;
        }
        for (TransferDevice device : devices) {
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
     * Returns the errors and the final state of each device with an error, in one line; empty if no device has an error
     * that it has not survived.
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
                .filter(device -> device.isOpened() && (all || device.error() == null))
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
        List<OpenedDevice> open;
        synchronized (this) {
            open = List.copyOf(openDevices);
            openDevices.clear();
        }
        open.forEach(DeviceGroup::close);
    }

    private static void close(OpenedDevice opened) {
        try {
            opened.device().close();
        } catch (VfioException e) {
            opened.log().recordError(TransferException.messageOf(e));
        }
    }

    /**
     * Closes one device after the transfer, because the kernel requested it. The other devices stay open.
     *
     * @return whether the device was open
     */
    boolean release(TransferDevice device) {
        Optional<OpenedDevice> released;
        synchronized (this) {
            released = openDevices.stream()
                    .filter(opened -> opened.log() == device.log())
                    .findFirst();
            released.ifPresent(openDevices::remove);
            transferDevices.remove(device);
        }
        released.ifPresent(opened -> {
            close(opened);
            opened.log().recordRelease(DeviceRequests.releaseMessage());
        });
        return released.isPresent();
    }
}
