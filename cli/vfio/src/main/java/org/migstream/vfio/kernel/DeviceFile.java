// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FEATURE_GET;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_FLAGS_PCI;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_GET_INFO;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_GET_REGION_INFO;
import static org.migstream.vfio.kernel.Uapi.VFIO_DEVICE_RESET;
import static org.migstream.vfio.kernel.Uapi.VFIO_REGION_INFO_FLAG_CAPS;

import java.io.Closeable;
import java.nio.ByteBuffer;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** The descriptor of a VFIO device: what it is, its regions, its features. */
final class DeviceFile implements Closeable {
    /** More than any driver says of a region; a sparse one may list hundreds of areas. */
    private static final int MOST_REGION_INFO = 1 << 16;

    private static final Answers INFO = Answers.to("ask what the device is")
            .where(Errno.EINVAL, "it is not bound to an iommufd (VFIO_DEVICE_BIND_IOMMUFD), which has to come first")
            .where(Errno.ENOTTY, "the descriptor is no VFIO device");
    private static final Answers REGION = Answers.to("ask for a region of the device");
    private static final Answers RESET = Answers.to("reset")
            .where(Errno.ENOTTY, "this driver cannot reset the device")
            .where(Errno.EINVAL, "this device cannot be reset");

    private final Descriptor descriptor;
    private final long flags;
    private final int regions;

    private DeviceFile(Descriptor descriptor, Argument info) {
        this.descriptor = descriptor;
        flags = info.get(Struct.Field.DEVICE_INFO_FLAGS);
        regions = (int) info.get(Struct.Field.DEVICE_INFO_NUM_REGIONS);
    }

    /** Asks what the device is; closes it if that is not known. */
    static DeviceFile of(Descriptor descriptor) throws VfioException {
        Argument info = Argument.of(Struct.DEVICE_INFO);
        try {
            descriptor.ioctl(VFIO_DEVICE_GET_INFO, info, INFO);
            return new DeviceFile(descriptor, info);
        } catch (VfioException e) {
            descriptor.close();
            throw e;
        }
    }

    /** The number of the descriptor in this process. */
    int number() {
        return descriptor.number();
    }

    boolean isPci() {
        return (flags & VFIO_DEVICE_FLAGS_PCI) != 0;
    }

    /** How many regions there are, those of its own kind last. */
    int regions() {
        return regions;
    }

    /** VFIO_DEVICE_GET_REGION_INFO. */
    Region region(int index) throws VfioException {
        Argument info = Argument.of(Struct.REGION_INFO);
        info.set(Struct.Field.REGION_INFO_INDEX, index);
        descriptor.ioctl(VFIO_DEVICE_GET_REGION_INFO, info, REGION);
        int size = info.first();
        if ((info.get(Struct.Field.REGION_INFO_FLAGS) & VFIO_REGION_INFO_FLAG_CAPS) != 0
                && size > info.size()
                && size <= MOST_REGION_INFO) {
            // It says more, for which there was no room.
            info = Argument.of(Struct.REGION_INFO, size);
            info.set(Struct.Field.REGION_INFO_INDEX, index);
            descriptor.ioctl(VFIO_DEVICE_GET_REGION_INFO, info, REGION);
        }
        return new Region(descriptor, info);
    }

    /** Gets a feature. */
    Argument feature(int feature, Struct data, Answers answers) throws VfioException {
        Argument argument = Argument.feature(VFIO_DEVICE_FEATURE_GET | feature, data);
        feature(argument, answers);
        return argument;
    }

    /** VFIO_DEVICE_FEATURE. */
    void feature(Argument argument, Answers answers) throws VfioException {
        descriptor.ioctl(VFIO_DEVICE_FEATURE, argument, answers);
    }

    /** Even if VFIO_DEVICE_FLAGS_RESET is not set: mtty can be reset, and does not say so. */
    void reset() throws VfioException {
        descriptor.ioctl(VFIO_DEVICE_RESET, 0, RESET);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    /** A region, which is a part of the device's file. */
    static final class Region {
        private final Descriptor descriptor;
        private final Argument info;

        Region(Descriptor descriptor, Argument info) {
            this.descriptor = descriptor;
            this.info = info;
        }

        /** Bytes; 0 if the device has no such region. */
        long size() {
            return info.get(Struct.Field.REGION_INFO_SIZE);
        }

        /** Whether one of its flags is set. */
        boolean is(int flag) {
            return (info.get(Struct.Field.REGION_INFO_FLAGS) & flag) != 0;
        }

        /** The memory that has the structure and its capabilities. */
        Argument info() {
            return info;
        }

        /** Fills a buffer. */
        void read(ByteBuffer into, long at, Answers answers) throws VfioException {
            require(at, into.remaining(), answers);
            for (long place = at; into.hasRemaining(); ) {
                int count = descriptor.read(into, start() + place, answers);
                if (count == 0) {
                    throw answers.failure("the region ends at " + place + ", its size is said to be " + size());
                }
                place += count;
            }
        }

        /** Writes all of a buffer. */
        void write(ByteBuffer from, long at, Answers answers) throws VfioException {
            require(at, from.remaining(), answers);
            for (long place = at; from.hasRemaining(); ) {
                int count = descriptor.write(from, start() + place, answers);
                if (count == 0) {
                    throw answers.failure("the device takes nothing at " + place);
                }
                place += count;
            }
        }

        private long start() {
            return info.get(Struct.Field.REGION_INFO_OFFSET);
        }

        private void require(long at, int count, Answers answers) throws VfioException {
            if (at < 0 || at > size() - count) {
                throw answers.failure(count + " bytes at " + at + " do not lie in the region of " + size() + " bytes");
            }
        }
    }
}
