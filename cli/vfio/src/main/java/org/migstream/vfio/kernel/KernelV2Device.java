// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIGRATION;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIG_DATA_SIZE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_PROBE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_SET;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_MIG_GET_PRECOPY_INFO;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.migstream.spi.DriverError;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.V2Device.DataDescriptor;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.kernel.KernelDevice.OpenHandles;

/** A VFIO device with the v2 migration uAPI, which is used by the ioctl VFIO_DEVICE_FEATURE. */
final class KernelV2Device extends KernelDevice implements V2Device {
    private static final ErrnoMessages FLAGS_ERRORS = ErrnoMessages.of("ask for the supported states");
    private static final ErrnoMessages STATE_ERRORS = ErrnoMessages.of("ask for the state");
    private static final ErrnoMessages DATA_SIZE_ERRORS = ErrnoMessages.of("ask for the size of the data");
    private static final ErrnoMessages PRECOPY_INFO_V2_ERRORS = ErrnoMessages.of("enable reports of new initial data");
    private static final ErrnoMessages PRECOPY_INFO_ERRORS = ErrnoMessages.of("ask for the bytes left to read");

    private final Supplier<List<DriverError>> driverErrors;

    private KernelV2Device(OpenHandles handles, Supplier<List<DriverError>> driverErrors) {
        super(handles);
        this.driverErrors = driverErrors;
    }

    /**
     * Returns the device if it supports v2; empty otherwise.
     *
     * @param driverErrors returns the errors of the device's driver
     */
    static Optional<KernelV2Device> probe(OpenHandles handles, Supplier<List<DriverError>> driverErrors)
            throws VfioException {
        KernelV2Device device = new KernelV2Device(handles, driverErrors);
        try {
            device.migrationFlags();
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOTTY)) {
                return Optional.empty();
            }
            throw e;
        }
        if (!handles.isBorrowed()) {
            device.enablePrecopyInfoV2();
        }
        return Optional.of(device);
    }

    /**
     * Enables VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2 if the device supports it. Drivers of Linux 7.2 and newer then
     * report that new initial data are available. The setting lasts as long as the device is open. It is not used for a
     * borrowed device, because the other process may not expect such reports.
     */
    private void enablePrecopyInfoV2() throws VfioException {
        int feature = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2;
        try {
            device().feature(IoctlBuffer.feature(VFIO_DEVICE_FEATURE_PROBE | feature, null), PRECOPY_INFO_V2_ERRORS);
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOTTY) || e.hasErrno(Errno.EINVAL)) {
                // The kernel is older, or the device has no pre-copy.
                return;
            }
            throw e;
        }
        device().feature(IoctlBuffer.feature(feature, null), PRECOPY_INFO_V2_ERRORS);
    }

    @Override
    public long migrationFlags() throws VfioException {
        return device().feature(VFIO_DEVICE_FEATURE_MIGRATION, UapiStruct.MIGRATION, FLAGS_ERRORS)
                .getFeatureData(UapiStruct.Member.MIGRATION_FLAGS);
    }

    @Override
    public V2DeviceState state() throws VfioException {
        int value = (int) device().feature(VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, UapiStruct.MIG_STATE, STATE_ERRORS)
                .getFeatureData(UapiStruct.Member.MIG_STATE_DEVICE_STATE);
        V2DeviceState[] states = V2DeviceState.values();
        if (value < 0 || value >= states.length) {
            throw STATE_ERRORS.toException("the kernel reports " + value + ", which is not a state of v2");
        }
        return states[value];
    }

    @Override
    public Optional<DataDescriptor> setState(V2DeviceState state) throws VfioException {
        if (state.dataPhase() == DataPhase.RESUMING) {
            requireNotBorrowed("go to " + state);
        }
        IoctlBuffer argument = IoctlBuffer.feature(
                VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, UapiStruct.MIG_STATE);
        argument.setFeatureData(UapiStruct.Member.MIG_STATE_DEVICE_STATE, state.value());
        argument.setFeatureData(UapiStruct.Member.MIG_STATE_DATA_FD, -1);
        device().feature(argument, ErrnoMessages.forStateChange(state, driverErrors));
        int fd = (int) argument.getFeatureData(UapiStruct.Member.MIG_STATE_DATA_FD);
        return fd < 0 ? Optional.empty() : Optional.of(new Session(NativeFileDescriptor.of(fd), driverErrors));
    }

    /** Returns the driver's estimate in bytes; empty if the driver gives no estimate. */
    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        try {
            return OptionalLong.of(
                    device().feature(VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, UapiStruct.MIG_DATA_SIZE, DATA_SIZE_ERRORS)
                            .getFeatureData(UapiStruct.Member.MIG_DATA_SIZE_LENGTH));
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOTTY) || e.hasErrno(Errno.EINVAL) || e.hasErrno(Errno.EOPNOTSUPP)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** The file descriptor of a data session. */
    private static final class Session implements DataDescriptor {
        private final NativeFileDescriptor descriptor;
        private final ErrnoMessages readErrors;
        private final ErrnoMessages writeErrors;

        Session(NativeFileDescriptor descriptor, Supplier<List<DriverError>> driverErrors) {
            this.descriptor = descriptor;
            readErrors = ErrnoMessages.forRead("read the data");
            writeErrors = ErrnoMessages.forWrite("write the data", driverErrors);
        }

        @Override
        public int read(ByteBuffer into) throws VfioException {
            return descriptor.read(into, readErrors);
        }

        @Override
        public int write(ByteBuffer from) throws VfioException {
            return descriptor.write(from, writeErrors);
        }

        /**
         * Reads the estimates of the driver. The flags of the structure are ignored: without
         * VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2 drivers do not write them, and the numbers are sufficient.
         */
        @Override
        public PreCopyInfo preCopyInfo() throws VfioException {
            IoctlBuffer info = IoctlBuffer.of(UapiStruct.PRECOPY_INFO);
            descriptor.ioctl(VFIO_MIG_GET_PRECOPY_INFO, info, PRECOPY_INFO_ERRORS);
            return new PreCopyInfo(
                    info.get(UapiStruct.Member.PRECOPY_INITIAL_BYTES), info.get(UapiStruct.Member.PRECOPY_DIRTY_BYTES));
        }

        @Override
        public void close() {
            descriptor.close();
        }
    }
}
