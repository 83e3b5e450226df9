// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FEATURE_GET;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FLAGS_PCI;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_FLAGS_RESET;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_GET_INFO;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_GET_IRQ_INFO;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_GET_REGION_INFO;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_RESET;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_DEVICE_SET_IRQS;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_IRQ_SET_ACTION_TRIGGER;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_IRQ_SET_DATA_EVENTFD;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_PCI_REQ_IRQ_INDEX;
import static org.migstream.vfio.kernel.UapiConstants.VFIO_REGION_INFO_FLAG_CAPS;

import java.io.Closeable;
import java.nio.ByteBuffer;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** The file descriptor of a VFIO device: its type, its regions and its features. */
final class VfioDeviceFd implements Closeable {
    /**
     * The maximum size of vfio_region_info with its capabilities, in bytes. The capability of a sparse region may list
     * hundreds of areas.
     */
    private static final int MAX_REGION_INFO_SIZE = 1 << 16;

    private static final ErrnoMessages INFO_ERRORS = ErrnoMessages.of("ask for the type of the device")
            .with(Errno.EINVAL, "it is not bound to an iommufd; bind it first (VFIO_DEVICE_BIND_IOMMUFD)")
            .with(Errno.ENOTTY, "the descriptor is not a VFIO device");
    private static final ErrnoMessages REGION_ERRORS = ErrnoMessages.of("ask for a region of the device");
    private static final ErrnoMessages IRQ_ERRORS = ErrnoMessages.of("ask for an interrupt of the device");
    private static final ErrnoMessages REQUEST_ERRORS = ErrnoMessages.of("register for device requests");
    private static final ErrnoMessages RESET_ERRORS = ErrnoMessages.of("reset")
            .with(Errno.ENOTTY, "this driver cannot reset the device")
            .with(Errno.EINVAL, "this device cannot be reset");

    private final NativeFileDescriptor descriptor;
    private final long flags;
    private final int regionCount;

    private VfioDeviceFd(NativeFileDescriptor descriptor, IoctlBuffer info) {
        this.descriptor = descriptor;
        flags = info.get(UapiStruct.Member.DEVICE_INFO_FLAGS);
        regionCount = (int) info.get(UapiStruct.Member.DEVICE_INFO_NUM_REGIONS);
    }

    /** Reads the type of the device and the number of its regions. Closes the descriptor on failure. */
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

    /** Returns the number of the descriptor in this process. */
    int fd() {
        return descriptor.fd();
    }

    boolean isPci() {
        return (flags & VFIO_DEVICE_FLAGS_PCI) != 0;
    }

    /** Returns whether the kernel reports that it can reset the device. */
    boolean reportsReset() {
        return (flags & VFIO_DEVICE_FLAGS_RESET) != 0;
    }

    /** Returns the number of regions; the device-specific ones are the last. */
    int regionCount() {
        return regionCount;
    }

    /** Calls VFIO_DEVICE_GET_REGION_INFO. */
    Region region(int index) throws VfioException {
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.REGION_INFO);
        info.set(UapiStruct.Member.REGION_INFO_INDEX, index);
        descriptor.ioctl(VFIO_DEVICE_GET_REGION_INFO, info, REGION_ERRORS);
        int size = info.argsz();
        if ((info.get(UapiStruct.Member.REGION_INFO_FLAGS) & VFIO_REGION_INFO_FLAG_CAPS) != 0
                && size > info.size()
                && size <= MAX_REGION_INFO_SIZE) {
            // The buffer was too small for the capabilities; repeat the call with a larger one.
            info = IoctlBuffer.of(UapiStruct.REGION_INFO, size);
            info.set(UapiStruct.Member.REGION_INFO_INDEX, index);
            descriptor.ioctl(VFIO_DEVICE_GET_REGION_INFO, info, REGION_ERRORS);
        }
        return new Region(descriptor, info);
    }

    /**
     * Returns whether the device can pass requests of the kernel on to this process. Only a PCI device has
     * VFIO_PCI_REQ_IRQ_INDEX; the driver of a mediated device may refuse the index.
     */
    boolean hasRequestIrq() throws VfioException {
        if (!isPci()) {
            return false;
        }
        IoctlBuffer info = IoctlBuffer.of(UapiStruct.IRQ_INFO);
        info.set(UapiStruct.Member.IRQ_INFO_INDEX, VFIO_PCI_REQ_IRQ_INDEX);
        try {
            descriptor.ioctl(VFIO_DEVICE_GET_IRQ_INFO, info, IRQ_ERRORS);
        } catch (VfioException e) {
            if (e.hasErrno(Errno.EINVAL) || e.hasErrno(Errno.ENOTTY)) {
                return false;
            }
            throw e;
        }
        return info.get(UapiStruct.Member.IRQ_INFO_COUNT) > 0;
    }

    /**
     * Has the kernel signal an eventfd for each request. Replaces the eventfd that was registered before, also one of
     * another process.
     */
    void setRequestEvent(int eventfd) throws VfioException {
        IoctlBuffer set = IoctlBuffer.of(UapiStruct.IRQ_SET, UapiStruct.IRQ_SET.size() + Integer.BYTES);
        set.set(UapiStruct.Member.IRQ_SET_FLAGS, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER);
        set.set(UapiStruct.Member.IRQ_SET_INDEX, VFIO_PCI_REQ_IRQ_INDEX);
        set.set(UapiStruct.Member.IRQ_SET_COUNT, 1);
        set.setInt(UapiStruct.IRQ_SET.size(), eventfd);
        descriptor.ioctl(VFIO_DEVICE_SET_IRQS, set, REQUEST_ERRORS);
    }

    /** Gets a feature of the device. */
    IoctlBuffer feature(int feature, UapiStruct data, ErrnoMessages errors) throws VfioException {
        IoctlBuffer argument = IoctlBuffer.feature(VFIO_DEVICE_FEATURE_GET | feature, data);
        feature(argument, errors);
        return argument;
    }

    /** Calls VFIO_DEVICE_FEATURE. */
    void feature(IoctlBuffer argument, ErrnoMessages errors) throws VfioException {
        descriptor.ioctl(VFIO_DEVICE_FEATURE, argument, errors);
    }

    /**
     * Calls VFIO_DEVICE_RESET, even if VFIO_DEVICE_FLAGS_RESET is not set, because mtty supports the reset without this
     * flag.
     */
    void reset() throws VfioException {
        descriptor.ioctl(VFIO_DEVICE_RESET, 0, RESET_ERRORS);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    /** A region of the device, which is a range of its file. */
    static final class Region {
        private final NativeFileDescriptor descriptor;
        private final IoctlBuffer info;

        Region(NativeFileDescriptor descriptor, IoctlBuffer info) {
            this.descriptor = descriptor;
            this.info = info;
        }

        /** Returns the size in bytes; 0 if the device has no such region. */
        long size() {
            return info.get(UapiStruct.Member.REGION_INFO_SIZE);
        }

        /** Returns whether a flag is set. */
        boolean hasFlag(int flag) {
            return (info.get(UapiStruct.Member.REGION_INFO_FLAGS) & flag) != 0;
        }

        /** Returns vfio_region_info and the capabilities that follow it. */
        IoctlBuffer info() {
            return info;
        }

        /** Fills a buffer with bytes of the region. */
        void read(ByteBuffer into, long at, ErrnoMessages errors) throws VfioException {
            requireInside(at, into.remaining(), errors);
            for (long offset = at; into.hasRemaining(); ) {
                int count = descriptor.read(into, fileOffset() + offset, errors);
                if (count == 0) {
                    throw errors.toException(
                            "the region ends at offset " + offset + ", but its reported size is " + size());
                }
                offset += count;
            }
        }

        /** Writes the whole buffer to the region. */
        void write(ByteBuffer from, long at, ErrnoMessages errors) throws VfioException {
            requireInside(at, from.remaining(), errors);
            for (long offset = at; from.hasRemaining(); ) {
                int count = descriptor.write(from, fileOffset() + offset, errors);
                if (count == 0) {
                    throw errors.toException("the device accepts no data at offset " + offset);
                }
                offset += count;
            }
        }

        private long fileOffset() {
            return info.get(UapiStruct.Member.REGION_INFO_OFFSET);
        }

        private void requireInside(long at, int count, ErrnoMessages errors) throws VfioException {
            if (at < 0 || at > size() - count) {
                throw errors.toException(
                        count + " bytes at offset " + at + " are outside the region of " + size() + " bytes");
            }
        }
    }
}
