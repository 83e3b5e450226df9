// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * An open file descriptor. Any thread may close it; no call starts after that. The kernel closes the descriptor when
 * the last running call has returned, so that its number is not reused for another file during a call. Closing does not
 * interrupt a running call, as in the kernel.
 */
final class NativeFileDescriptor implements Closeable {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int BUFFER_SIZE = 1 << 20;

    private final int fd;
    private int activeCalls;
    private boolean closed;
    private @Nullable ByteBuffer bounceBuffer;

    private NativeFileDescriptor(int fd) {
        this.fd = fd;
    }

    /** Takes ownership of a descriptor that the kernel returned. */
    static NativeFileDescriptor of(int fd) {
        return new NativeFileDescriptor(fd);
    }

    /** Opens a file for reading and writing. */
    static NativeFileDescriptor open(String file, ErrnoMessages errors) throws VfioException {
        Libc.requireLoaded();
        int fd = Libc.open(file, O_RDWR | O_CLOEXEC);
        if (fd < 0) {
            throw errors.toException(Native.getLastError());
        }
        return new NativeFileDescriptor(fd);
    }

    /** Returns the number of the descriptor in this process. */
    int fd() {
        return fd;
    }

    /** A call that returns -1 on failure. */
    @FunctionalInterface
    interface SystemCall {
        long invoke(int fd);
    }

    /** Makes a call and returns its result. Repeats a call that was interrupted by a signal. */
    long call(ErrnoMessages errors, SystemCall call) throws VfioException {
        synchronized (this) {
            if (closed) {
                throw errors.toException("the device is closed");
            }
            activeCalls++;
        }
        try {
            while (true) {
                long result = call.invoke(fd);
                if (result >= 0) {
                    return result;
                }
                int errno = Native.getLastError();
                if (errno != Errno.EINTR.number()) {
                    throw errors.toException(errno);
                }
            }
        } finally {
            endCall();
        }
    }

    private synchronized void endCall() {
        activeCalls--;
        if (closed && activeCalls == 0) {
            Libc.close(fd);
        }
    }

    /** Calls ioctl(2) with memory as its argument. */
    int ioctl(int request, IoctlBuffer argument, ErrnoMessages errors) throws VfioException {
        try {
            return ioctl(request, argument.pointer(), errors);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /** Calls ioctl(2) with a number as its argument. */
    int ioctl(int request, long argument, ErrnoMessages errors) throws VfioException {
        return ioctl(request, Pointer.createConstant(argument), errors);
    }

    private int ioctl(int request, Pointer argument, ErrnoMessages errors) throws VfioException {
        return (int) call(errors, file -> Libc.ioctl(file, Integer.toUnsignedLong(request), argument));
    }

    /** Calls read(2) once with the free space of the buffer; returns the number of bytes read. */
    int read(ByteBuffer into, ErrnoMessages errors) throws VfioException {
        return readInto(into, errors, (file, memory, count) -> Libc.read(file, memory, count));
    }

    /** Calls pread(2) once with the free space of the buffer; returns the number of bytes read. */
    int read(ByteBuffer into, long offset, ErrnoMessages errors) throws VfioException {
        return readInto(into, errors, (file, memory, count) -> Libc.pread(file, memory, count, offset));
    }

    /** Calls write(2) once with the content of the buffer; returns the number of bytes written. */
    int write(ByteBuffer from, ErrnoMessages errors) throws VfioException {
        return writeFrom(from, errors, (file, memory, count) -> Libc.write(file, memory, count));
    }

    /** Calls pwrite(2) once with the content of the buffer; returns the number of bytes written. */
    int write(ByteBuffer from, long offset, ErrnoMessages errors) throws VfioException {
        return writeFrom(from, errors, (file, memory, count) -> Libc.pwrite(file, memory, count, offset));
    }

    @FunctionalInterface
    private interface MemoryCall {
        long invoke(int fd, Pointer memory, long count);
    }

    private int readInto(ByteBuffer into, ErrnoMessages errors, MemoryCall transfer) throws VfioException {
        ByteBuffer direct = into.isDirect() ? into : bounceBuffer(into.remaining());
        int count = transfer(direct, errors, transfer);
        if (into.isDirect()) {
            into.position(into.position() + count);
        } else {
            into.put(direct.limit(count));
        }
        return count;
    }

    private int writeFrom(ByteBuffer from, ErrnoMessages errors, MemoryCall transfer) throws VfioException {
        ByteBuffer direct = from;
        if (!from.isDirect()) {
            direct = bounceBuffer(from.remaining());
            direct.put(from.duplicate().limit(from.position() + direct.remaining()))
                    .flip();
        }
        int count = transfer(direct, errors, transfer);
        from.position(from.position() + count);
        return count;
    }

    private int transfer(ByteBuffer direct, ErrnoMessages errors, MemoryCall transfer) throws VfioException {
        Pointer memory = Native.getDirectBufferPointer(direct).share(direct.position());
        try {
            return (int) call(errors, file -> transfer.invoke(file, memory, direct.remaining()));
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /** Returns direct memory for a call whose buffer is a Java array. */
    private ByteBuffer bounceBuffer(int size) {
        ByteBuffer buffer = bounceBuffer == null ? ByteBuffer.allocateDirect(BUFFER_SIZE) : bounceBuffer;
        bounceBuffer = buffer;
        return buffer.clear().limit(Math.min(size, BUFFER_SIZE));
    }

    /** Closes the descriptor. Copies of it in other processes stay open. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (activeCalls == 0) {
                Libc.close(fd);
            }
        }
    }
}
