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
final class Descriptor implements Closeable {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int BUFFER = 1 << 20;

    private final int number;
    private int calls;
    private boolean closed;
    private ByteBuffer between;

    private Descriptor(int number) {
        this.number = number;
    }

    /** Takes over a number that the kernel gave. */
    static Descriptor of(int number) {
        return new Descriptor(number);
    }

    /** Opens a file to read and write. */
    static Descriptor open(String file, Answers answers) throws VfioException {
        Libc.require();
        int number = Libc.open(file, O_RDWR | O_CLOEXEC);
        if (number < 0) {
            throw answers.failure(Native.getLastError());
        }
        return new Descriptor(number);
    }

    /** Its number in this process. */
    int number() {
        return number;
    }

    /** A call that answers -1 for a failure. */
    @FunctionalInterface
    interface Call {
        long of(int number);
    }

    /** Makes a call, again after an interruption; what it answers if that is no failure. */
    long call(Answers answers, Call call) throws VfioException {
        synchronized (this) {
            if (closed) {
                throw answers.failure("the device has been closed");
            }
            calls++;
        }
        try {
            while (true) {
                long result = call.of(number);
                if (result >= 0) {
                    return result;
                }
                int errno = Native.getLastError();
                if (errno != Errno.EINTR.number()) {
                    throw answers.failure(errno);
                }
            }
        } finally {
            leave();
        }
    }

    private synchronized void leave() {
        calls--;
        if (closed && calls == 0) {
            Libc.close(number);
        }
    }

    /** An ioctl with memory as its argument. */
    int ioctl(int request, Argument argument, Answers answers) throws VfioException {
        try {
            return ioctl(request, argument.pointer(), answers);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /** An ioctl with a number as its argument. */
    int ioctl(int request, long argument, Answers answers) throws VfioException {
        return ioctl(request, Pointer.createConstant(argument), answers);
    }

    private int ioctl(int request, Pointer argument, Answers answers) throws VfioException {
        return (int) call(answers, file -> Libc.ioctl(file, Integer.toUnsignedLong(request), argument));
    }

    /** read(2) into what room there is; how many bytes came. */
    int read(ByteBuffer into, Answers answers) throws VfioException {
        return filled(into, answers, (file, memory, count) -> Libc.read(file, memory, count));
    }

    /** pread(2), likewise. */
    int read(ByteBuffer into, long offset, Answers answers) throws VfioException {
        return filled(into, answers, (file, memory, count) -> Libc.pread(file, memory, count, offset));
    }

    /** write(2) of what there is; how many bytes went. */
    int write(ByteBuffer from, Answers answers) throws VfioException {
        return emptied(from, answers, (file, memory, count) -> Libc.write(file, memory, count));
    }

    /** pwrite(2), likewise. */
    int write(ByteBuffer from, long offset, Answers answers) throws VfioException {
        return emptied(from, answers, (file, memory, count) -> Libc.pwrite(file, memory, count, offset));
    }

    @FunctionalInterface
    private interface Transfer {
        long of(int number, Pointer memory, long count);
    }

    private int filled(ByteBuffer into, Answers answers, Transfer transfer) throws VfioException {
        ByteBuffer direct = into.isDirect() ? into : between(into.remaining());
        int count = transfer(direct, answers, transfer);
        if (direct == into) {
            into.position(into.position() + count);
        } else {
            into.put(direct.limit(count));
        }
        return count;
    }

    private int emptied(ByteBuffer from, Answers answers, Transfer transfer) throws VfioException {
        ByteBuffer direct = from;
        if (!from.isDirect()) {
            direct = between(from.remaining());
            direct.put(from.duplicate().limit(from.position() + direct.remaining()))
                    .flip();
        }
        int count = transfer(direct, answers, transfer);
        from.position(from.position() + count);
        return count;
    }

    private int transfer(ByteBuffer direct, Answers answers, Transfer transfer) throws VfioException {
        Pointer memory = Native.getDirectBufferPointer(direct).share(direct.position());
        try {
            return (int) call(answers, file -> transfer.of(file, memory, direct.remaining()));
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /** Memory that the kernel can be given in place of an array of Java's. */
    private ByteBuffer between(int room) {
        if (between == null) {
            between = ByteBuffer.allocateDirect(BUFFER);
        }
        return between.clear().limit(Math.min(room, BUFFER));
    }

    /** Whoever shares the file with this process keeps it open. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (calls == 0) {
                Libc.close(number);
            }
        }
    }
}
