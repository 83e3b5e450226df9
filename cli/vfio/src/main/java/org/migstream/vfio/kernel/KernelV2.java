// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_MIGRATION;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_MIG_DATA_SIZE;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_PROBE;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_SET;

import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.vfio.DataDescriptor;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceState;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2Device;
import org.migstream.vfio.VfioException;

/** A device of the kernel with v2: VFIO_DEVICE_FEATURE. */
final class KernelV2 extends KernelDevice implements V2Device {
    private static final Answers FLAGS = Answers.to("ask which states it offers");
    private static final Answers STATE = Answers.to("ask for the state");
    private static final Answers SIZE = Answers.to("ask for the size of the data");
    private static final Answers PRECOPY_INFO = Answers.to("ask to be told of new initial data");

    private KernelV2(Holding holding) {
        super(holding);
    }

    /** The device, if it has v2. */
    static Optional<KernelV2> of(Holding holding) throws VfioException {
        KernelV2 device = new KernelV2(holding);
        try {
            device.migrationFlags();
        } catch (VfioException e) {
            if (e.is(Errno.ENOTTY)) {
                return Optional.empty();
            }
            throw e;
        }
        if (!holding.isBorrowed()) {
            device.wantNewInitialData();
        }
        return Optional.of(device);
    }

    /**
     * From Linux 7.2 on, a driver whose initial bytes have begun anew says so only to those who ask for it. That holds
     * for the device as long as it is open, so it is not asked for on behalf of another process, which may not expect it.
     */
    private void wantNewInitialData() throws VfioException {
        int feature = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_PRECOPY_INFOv2;
        try {
            device().feature(Argument.feature(VFIO_DEVICE_FEATURE_PROBE | feature, null), PRECOPY_INFO);
        } catch (VfioException e) {
            if (e.is(Errno.ENOTTY) || e.is(Errno.EINVAL)) {
                // An older kernel, or a device without pre-copy.
                return;
            }
            throw e;
        }
        device().feature(Argument.feature(feature, null), PRECOPY_INFO);
    }

    @Override
    public long migrationFlags() throws VfioException {
        return device().feature(VFIO_DEVICE_FEATURE_MIGRATION, Struct.MIGRATION, FLAGS)
                .getData(Struct.Field.MIGRATION_FLAGS);
    }

    @Override
    public DeviceState state() throws VfioException {
        int value = (int) device().feature(VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, Struct.MIG_STATE, STATE)
                .getData(Struct.Field.MIG_STATE_DEVICE_STATE);
        DeviceState[] states = DeviceState.values();
        if (value < 0 || value >= states.length) {
            throw STATE.failure("the kernel says " + value + ", which is none that v2 knows");
        }
        return states[value];
    }

    @Override
    public Optional<DataDescriptor> setState(DeviceState state) throws VfioException {
        if (state.data() == DataPhase.RESUMING) {
            requireOwn("go to " + state);
        }
        Argument argument =
                Argument.feature(VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, Struct.MIG_STATE);
        argument.setData(Struct.Field.MIG_STATE_DEVICE_STATE, state.value());
        argument.setData(Struct.Field.MIG_STATE_DATA_FD, -1);
        device().feature(argument, DriverAnswers.toRequest(state, driver()));
        int data = (int) argument.getData(Struct.Field.MIG_STATE_DATA_FD);
        return data < 0 ? Optional.empty() : Optional.of(new KernelData(Descriptor.of(data), driver()));
    }

    /** An estimate that a driver does not give is no failure. */
    @Override
    public OptionalLong stopCopyLength() throws VfioException {
        try {
            return OptionalLong.of(device().feature(VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, Struct.MIG_DATA_SIZE, SIZE)
                    .getData(Struct.Field.MIG_DATA_SIZE_LENGTH));
        } catch (VfioException e) {
            if (e.is(Errno.ENOTTY) || e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }
}
