// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.pci.HostFunction;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.HostDevice;

/** Implements the methods of a kernel device that are the same for v1 and v2. */
abstract sealed class KernelDevice permits KernelV1Device, KernelV2Device {
    private final OpenHandles handles;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable DeviceRequestWatch requestWatch;

    KernelDevice(OpenHandles handles) {
        this.handles = handles;
    }

    final VfioDeviceFd device() {
        return handles.device();
    }

    final OpenHandles handles() {
        return handles;
    }

    /**
     * Checks that an operation that loses the device's state is allowed.
     *
     * @throws VfioException if the device is borrowed from another process
     */
    final void requireNotBorrowed(String operation) throws VfioException {
        if (handles.isBorrowed()) {
            throw new VfioException(
                    operation,
                    "the device is borrowed from " + handles.lender() + "; a borrowed device can only be saved");
        }
    }

    public final Optional<String> decoderName() {
        return handles.decoderName();
    }

    public final Optional<String> kernelDriver() {
        return Optional.ofNullable(handles.driver());
    }

    public final List<OpenFile> files() {
        return handles.files();
    }

    public final DeviceConfiguration readConfiguration() throws VfioException {
        return new PciConfigurationAccess(device(), handles.use()).read();
    }

    public final void writeConfiguration(DeviceConfiguration configuration) throws VfioException {
        requireNotBorrowed("write the configuration");
        new PciConfigurationAccess(device(), handles.use()).write(configuration);
    }

    /** Mediated devices such as mtty may be reset although the kernel does not report it. */
    public final boolean canReset() {
        return handles.use() == HostFunction.Use.KEPT || device().reportsReset();
    }

    public final void reset() throws VfioException {
        requireNotBorrowed("reset");
        device().reset();
    }

    /** Registers only for a device that this process has opened: the registration replaces that of another process. */
    public final void onDeviceRequest(Runnable listener) throws VfioException {
        if (!handles.isOpenedHere() || !device().hasRequestIrq()) {
            return;
        }
        DeviceRequestWatch watch = DeviceRequestWatch.start(listener);
        requestWatch = watch;
        device().setRequestEvent(watch.eventfd());
        if (closed.get()) {
            watch.close();
        }
    }

    public final void close() throws VfioException {
        if (closed.compareAndSet(false, true)) {
            handles.close();
            DeviceRequestWatch watch = requestWatch;
            if (watch != null) {
                watch.close();
            }
        }
    }

    /**
     * The descriptor of a device, and the files that must stay open while the device is open.
     *
     * @param device the descriptor of the device
     * @param otherFiles the files that must stay open while the device is open
     * @param releaseOthers closes the other files; called after the device is closed
     * @param driver the kernel's name of the device's driver; null if it is unknown
     * @param lender the process from which the device is borrowed, such as {@code process 4711 (qemu-system-x86)}; null
     *     if the device is not borrowed
     * @param use who has written the registers that a guest writes
     * @param isOpenedHere whether this process has opened the device itself. Otherwise another process has opened it and
     *     may have registered for its requests
     */
    record OpenHandles(
            VfioDeviceFd device,
            List<OpenFile> otherFiles,
            Runnable releaseOthers,
            @Nullable String driver,
            @Nullable String lender,
            HostFunction.Use use,
            boolean isOpenedHere)
            implements Closeable {
        /** The {@link #releaseOthers} of a device that needs no other files. */
        static final Runnable NO_RELEASE = () -> {};

        /** Returns the files that another process needs to take over the device, the device first. */
        List<OpenFile> files() {
            return Stream.concat(Stream.of(new OpenFile(OpenFile.Kind.DEVICE, device.fd())), otherFiles.stream())
                    .toList();
        }

        /** Returns the name of the decoder for the states of the driver; empty if it is unknown. */
        Optional<String> decoderName() {
            return Optional.ofNullable(driver).flatMap(HostDevice::decoderName);
        }

        boolean isBorrowed() {
            return lender != null;
        }

        @Override
        public void close() {
            device.close();
            releaseOthers.run();
        }
    }
}
