// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIGRATION;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIG_DATA_SIZE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_PROBE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_SET;

import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;

/** A device of the kernel with v2: VFIO_DEVICE_FEATURE. */
final class KernelV2Device extends KernelDevice implements V2Device {
    private static final ErrnoMessages FLAGS_ERRORS = ErrnoMessages.of("ask which states it offers");
    private static final ErrnoMessages STATE_ERRORS = ErrnoMessages.of("ask for the state");
    private static final ErrnoMessages DATA_SIZE_ERRORS = ErrnoMessages.of("ask for the size of the data");
    private static final ErrnoMessages PRECOPY_INFO_V2_ERRORS = ErrnoMessages.of("ask to be told of new initial data");

    private KernelV2Device(OpenHandles holding) {
        super(holding);
    }

    /** The device, if it has v2. */
    static Optional<KernelV2Device> probe(OpenHandles holding) throws VfioException {
        KernelV2Device device = new KernelV2Device(holding);
        try {
            device.migrationFlags();
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOTTY)) {
                return Optional.empty();
            }
            throw e;
        }
        if (!holding.isBorrowed()) {
            device.enablePrecopyInfoV2();
        }
        return Optional.of(device);
    }

    /**
     * From Linux 7.2 on, a driver whose initial bytes have begun anew says so only to those who ask for it. That holds
     * for the device as long as it is open, so it is not asked for on behalf of another process, which may not expect it.
     */
    private void enablePrecopyInfoV2() throws VfioException {
        int feature = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2;
        try {
            device().feature(IoctlBuffer.feature(VFIO_DEVICE_FEATURE_PROBE | feature, null), PRECOPY_INFO_V2_ERRORS);
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOTTY) || e.hasErrno(Errno.EINVAL)) {
                // An older kernel, or a device without pre-copy.
                return;
            }
            throw e;
        }
        device().feature(IoctlBuffer.feature(feature, null), PRECOPY_INFO_V2_ERRORS);
    }

    @Override
    public long migrationFlags() throws VfioException {
        return device().feature(VFIO_DEVICE_FEATURE_MIGRATION, UapiStruct.MIGRATION, FLAGS_ERRORS)
                .getFeatureData(UapiStruct.Field.MIGRATION_FLAGS);
    }

    @Override
    public V2DeviceState state() throws VfioException {
        int value = (int) device().feature(VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, UapiStruct.MIG_STATE, STATE_ERRORS)
                .getFeatureData(UapiStruct.Field.MIG_STATE_DEVICE_STATE);
        V2DeviceState[] states = V2DeviceState.values();
        if (value < 0 || value >= states.length) {
            throw STATE_ERRORS.toException("the kernel says " + value + ", which is none that v2 knows");
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
        argument.setFeatureData(UapiStruct.Field.MIG_STATE_DEVICE_STATE, state.value());
        argument.setFeatureData(UapiStruct.Field.MIG_STATE_DATA_FD, -1);
        device().feature(
                        argument,
                        DriverErrnoMessages.forStateChange(state, handles().decoderName()));
        int data = (int) argument.getFeatureData(UapiStruct.Field.MIG_STATE_DATA_FD);
        return data < 0
                ? Optional.empty()
                : Optional.of(new KernelDataDescriptor(
                        NativeFileDescriptor.of(data), handles().decoderName()));
    }

    /** An estimate that a driver does not give is no failure. */
    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        try {
            return OptionalLong.of(
                    device().feature(VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, UapiStruct.MIG_DATA_SIZE, DATA_SIZE_ERRORS)
                            .getFeatureData(UapiStruct.Field.MIG_DATA_SIZE_LENGTH));
        } catch (VfioException e) {
            if (e.hasErrno(Errno.ENOTTY) || e.hasErrno(Errno.EINVAL) || e.hasErrno(Errno.EOPNOTSUPP)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }
}
