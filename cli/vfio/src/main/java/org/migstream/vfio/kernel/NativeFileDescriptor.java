// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * An open file of the kernel. May be closed by any thread: no call begins afterwards, and one that is being made keeps
 * the number from being given to another file until it returns. The kernel, too, ends no call for that.
 */
final class NativeFileDescriptor implements Closeable {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int BUFFER_SIZE = 1 << 20;

    private final int fd;
    private int activeCalls;
    private boolean closed;
    private ByteBuffer bounceBuffer;

    private NativeFileDescriptor(int number) {
        this.fd = number;
    }

    /** Takes over a number that the kernel gave. */
    static NativeFileDescriptor of(int number) {
        return new NativeFileDescriptor(number);
    }

    /** Opens a file to read and write. */
    static NativeFileDescriptor open(String file, ErrnoMessages answers) throws VfioException {
        Libc.requireLoaded();
        int number = Libc.open(file, O_RDWR | O_CLOEXEC);
        if (number < 0) {
            throw answers.toException(Native.getLastError());
        }
        return new NativeFileDescriptor(number);
    }

    /** Its number in this process. */
    int fd() {
        return fd;
    }

    /** A call that answers -1 for a failure. */
    @FunctionalInterface
    interface SystemCall {
        long invoke(int number);
    }

    /** Makes a call, again after an interruption; what it answers if that is no failure. */
    long call(ErrnoMessages answers, SystemCall call) throws VfioException {
        synchronized (this) {
            if (closed) {
                throw answers.toException("the device has been closed");
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
                    throw answers.toException(errno);
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

    /** An ioctl with memory as its argument. */
    int ioctl(int request, IoctlBuffer argument, ErrnoMessages answers) throws VfioException {
        try {
            return ioctl(request, argument.pointer(), answers);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /** An ioctl with a number as its argument. */
    int ioctl(int request, long argument, ErrnoMessages answers) throws VfioException {
        return ioctl(request, Pointer.createConstant(argument), answers);
    }

    private int ioctl(int request, Pointer argument, ErrnoMessages answers) throws VfioException {
        return (int) call(answers, file -> Libc.ioctl(file, Integer.toUnsignedLong(request), argument));
    }

    /** read(2) into what room there is; how many bytes came. */
    int read(ByteBuffer into, ErrnoMessages answers) throws VfioException {
        return readInto(into, answers, (file, memory, count) -> Libc.read(file, memory, count));
    }

    /** pread(2), likewise. */
    int read(ByteBuffer into, long offset, ErrnoMessages answers) throws VfioException {
        return readInto(into, answers, (file, memory, count) -> Libc.pread(file, memory, count, offset));
    }

    /** write(2) of what there is; how many bytes went. */
    int write(ByteBuffer from, ErrnoMessages answers) throws VfioException {
        return writeFrom(from, answers, (file, memory, count) -> Libc.write(file, memory, count));
    }

    /** pwrite(2), likewise. */
    int write(ByteBuffer from, long offset, ErrnoMessages answers) throws VfioException {
        return writeFrom(from, answers, (file, memory, count) -> Libc.pwrite(file, memory, count, offset));
    }

    @FunctionalInterface
    private interface MemoryCall {
        long invoke(int number, Pointer memory, long count);
    }

    private int readInto(ByteBuffer into, ErrnoMessages answers, MemoryCall transfer) throws VfioException {
        ByteBuffer direct = into.isDirect() ? into : bounceBuffer(into.remaining());
        int count = transfer(direct, answers, transfer);
        if (direct == into) {
            into.position(into.position() + count);
        } else {
            into.put(direct.limit(count));
        }
        return count;
    }

    private int writeFrom(ByteBuffer from, ErrnoMessages answers, MemoryCall transfer) throws VfioException {
        ByteBuffer direct = from;
        if (!from.isDirect()) {
            direct = bounceBuffer(from.remaining());
            direct.put(from.duplicate().limit(from.position() + direct.remaining()))
                    .flip();
        }
        int count = transfer(direct, answers, transfer);
        from.position(from.position() + count);
        return count;
    }

    private int transfer(ByteBuffer direct, ErrnoMessages answers, MemoryCall transfer) throws VfioException {
        Pointer memory = Native.getDirectBufferPointer(direct).share(direct.position());
        try {
            return (int) call(answers, file -> transfer.invoke(file, memory, direct.remaining()));
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /** Memory that the kernel can be given in place of an array of Java's. */
    private ByteBuffer bounceBuffer(int room) {
        if (bounceBuffer == null) {
            bounceBuffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
        }
        return bounceBuffer.clear().limit(Math.min(room, BUFFER_SIZE));
    }

    /** Whoever shares the file with this process keeps it open. */
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
