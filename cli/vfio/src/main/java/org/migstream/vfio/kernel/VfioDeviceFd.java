// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_GET;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FLAGS_PCI;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_GET_INFO;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_GET_REGION_INFO;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_RESET;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_CAPS;

import java.io.Closeable;
import java.nio.ByteBuffer;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** The descriptor of a VFIO device: what it is, its regions, its features. */
final class VfioDeviceFd implements Closeable {
    /** More than any driver says of a region; a sparse one may list hundreds of areas. */
    private static final int MAX_REGION_INFO_SIZE = 1 << 16;

    private static final ErrnoMessages INFO_ERRORS = ErrnoMessages.of("ask what the device is")
            .with(Errno.EINVAL, "it is not bound to an iommufd (VFIO_DEVICE_BIND_IOMMUFD), which has to come first")
            .with(Errno.ENOTTY, "the descriptor is no VFIO device");
    private static final ErrnoMessages REGION_ERRORS = ErrnoMessages.of("ask for a region of the device");
    private static final ErrnoMessages RESET_ERRORS = ErrnoMessages.of("reset")
            .with(Errno.ENOTTY, "this driver cannot reset the device")
            .with(Errno.EINVAL, "this device cannot be reset");

    private final NativeFileDescriptor descriptor;
    private final long flags;
    private final int regionCount;

    private VfioDeviceFd(NativeFileDescriptor descriptor, IoctlBuffer info) {
        this.descriptor = descriptor;
        flags = info.get(UapiStruct.Field.DEVICE_INFO_FLAGS);
        regionCount = (int) info.get(UapiStruct.Field.DEVICE_INFO_NUM_REGIONS);
    }

    /** Asks what the device is; closes it if that is not known. */
    static VfioDeviceFd of(NativeFileDescriptor descriptor) throws VfioException {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.DEVICE_INFO);
        try {
            descriptor.ioctl(VFIO_DEVICE_GET_INFO, info, INFO_ERRORS);
            return new VfioDeviceFd(descriptor, info);
        } catch (VfioException e) {
            descriptor.close();
            throw e;
        }
    }

    /** The number of the descriptor in this process. */
    int fd() {
        return descriptor.fd();
    }

    boolean isPci() {
        return (flags & VFIO_DEVICE_FLAGS_PCI) != 0;
    }

    /** How many regions there are, those of its own kind last. */
    int regionCount() {
        return regionCount;
    }

    /** VFIO_DEVICE_GET_REGION_INFO. */
    Region region(int index) throws VfioException {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.REGION_INFO);
        info.set(UapiStruct.Field.REGION_INFO_INDEX, index);
        descriptor.ioctl(VFIO_DEVICE_GET_REGION_INFO, info, REGION_ERRORS);
        int size = info.argsz();
        if ((info.get(UapiStruct.Field.REGION_INFO_FLAGS) & VFIO_REGION_INFO_FLAG_CAPS) != 0
                && size > info.size()
                && size <= MAX_REGION_INFO_SIZE) {
            // It says more, for which there was no room.
            info = IoctlBuffer.of(UapiStruct.REGION_INFO, size);
            info.set(UapiStruct.Field.REGION_INFO_INDEX, index);
            descriptor.ioctl(VFIO_DEVICE_GET_REGION_INFO, info, REGION_ERRORS);
        }
        return new Region(descriptor, info);
    }

    /** Gets a feature. */
    IoctlBuffer feature(int feature, UapiStruct data, ErrnoMessages answers) throws VfioException {
        IoctlBuffer argument = IoctlBuffer.feature(VFIO_DEVICE_FEATURE_GET | feature, data);
        feature(argument, answers);
        return argument;
    }

    /** VFIO_DEVICE_FEATURE. */
    void feature(IoctlBuffer argument, ErrnoMessages answers) throws VfioException {
        descriptor.ioctl(VFIO_DEVICE_FEATURE, argument, answers);
    }

    /** Even if VFIO_DEVICE_FLAGS_RESET is not set: mtty can be reset, and does not say so. */
    void reset() throws VfioException {
        descriptor.ioctl(VFIO_DEVICE_RESET, 0, RESET_ERRORS);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    /** A region, which is a part of the device's file. */
    static final class Region {
        private final NativeFileDescriptor descriptor;
        private final IoctlBuffer info;

        Region(NativeFileDescriptor descriptor, IoctlBuffer info) {
            this.descriptor = descriptor;
            this.info = info;
        }

        /** Bytes; 0 if the device has no such region. */
        long size() {
            return info.get(UapiStruct.Field.REGION_INFO_SIZE);
        }

        /** Whether one of its flags is set. */
        boolean hasFlag(int flag) {
            return (info.get(UapiStruct.Field.REGION_INFO_FLAGS) & flag) != 0;
        }

        /** The memory that has the structure and its capabilities. */
        IoctlBuffer info() {
            return info;
        }

        /** Fills a buffer. */
        void read(ByteBuffer into, long at, ErrnoMessages answers) throws VfioException {
            requireInside(at, into.remaining(), answers);
            for (long place = at; into.hasRemaining(); ) {
                int count = descriptor.read(into, fileOffset() + place, answers);
                if (count == 0) {
                    throw answers.toException("the region ends at " + place + ", its size is said to be " + size());
                }
                place += count;
            }
        }

        /** Writes all of a buffer. */
        void write(ByteBuffer from, long at, ErrnoMessages answers) throws VfioException {
            requireInside(at, from.remaining(), answers);
            for (long place = at; from.hasRemaining(); ) {
                int count = descriptor.write(from, fileOffset() + place, answers);
                if (count == 0) {
                    throw answers.toException("the device takes nothing at " + place);
                }
                place += count;
            }
        }

        private long fileOffset() {
            return info.get(UapiStruct.Field.REGION_INFO_OFFSET);
        }

        private void requireInside(long at, int count, ErrnoMessages answers) throws VfioException {
            if (at < 0 || at > size() - count) {
                throw answers.toException(
                        count + " bytes at " + at + " do not lie in the region of " + size() + " bytes");
            }
        }
    }
}
