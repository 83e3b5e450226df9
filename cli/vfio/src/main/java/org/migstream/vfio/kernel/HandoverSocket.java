// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenFile;
import org.migstream.vfio.VfioException;

/**
 * A connection to a process that is to have files of this one: unix(7), SOCK_STREAM, SCM_RIGHTS. That process listens;
 * it has them when it answers with a byte or closes the connection, after it has read all.
 *
 * <p>The structures of sys/socket.h and sys/un.h are as Linux has them with 64 bits.
 */
public final class HandoverSocket implements Closeable {
    /** SCM_MAX_FD (include/net/scm.h). */
    static final int MAX_FILES = 253;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** Of sun_path, the zero at its end included. */
    private static final int SUN_PATH_SIZE = 108;

    private static final int SIZEOF_MSGHDR = 56;
    private static final int SIZEOF_IOVEC = 16;
    private static final int SIZEOF_CMSGHDR = 16;

    private final NativeFileDescriptor socket;
    private final ErrnoMessages errors;

    private HandoverSocket(NativeFileDescriptor socket, ErrnoMessages answers) {
        this.socket = socket;
        this.errors = answers;
    }

    /**
     * Connects.
     *
     * @param path of the socket on which the other process listens
     * @param patience how long it may take to take the files
     */
    public static HandoverSocket connect(Path path, Duration patience) throws VfioException {
        Libc.requireLoaded();
        ErrnoMessages answers = ErrnoMessages.of("hand over to " + path)
                .with(Errno.ENOENT, "whoever is to have the devices makes that socket, and listens")
                .with(Errno.ECONNREFUSED, "nobody listens there, or it is no socket")
                .with(Errno.EPROTOTYPE, "it is a socket of another type than SOCK_STREAM")
                .with(Errno.EACCES, "this user must be allowed to write to that socket")
                .with(Errno.EAGAIN, "the other process has not taken the devices in time; allow more with --timeout")
                .with(Errno.ECONNRESET, "the other process has closed the connection without taking the devices")
                .with(Errno.EPIPE, "the other process has closed the connection without taking the devices");
        byte[] name = Native.toByteArray(path.toString());
        if (name.length > SUN_PATH_SIZE) {
            throw answers.toException("the path of a socket has at most " + (SUN_PATH_SIZE - 1) + " bytes");
        }
        HandoverSocket connection = new HandoverSocket(NativeFileDescriptor.of(openSocket(answers)), answers);
        try {
            connection.connect(name);
            connection.setReceiveTimeout(patience);
            return connection;
        } catch (VfioException e) {
            connection.close();
            throw e;
        }
    }

    private static int openSocket(ErrnoMessages answers) throws VfioException {
        int number = Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (number < 0) {
            throw answers.toException(Native.getLastError());
        }
        return number;
    }

    private void connect(byte[] name) throws VfioException {
        Memory address = zeroedMemory(Short.BYTES + SUN_PATH_SIZE);
        address.setShort(0, (short) AF_UNIX);
        address.write(Short.BYTES, name, 0, name.length);
        socket.call(errors, number -> Libc.connect(number, address, (int) address.size()));
    }

    private void setReceiveTimeout(Duration patience) throws VfioException {
        Memory time = new Memory(2 * Long.BYTES);
        time.setLong(0, patience.toSeconds());
        time.setLong(Long.BYTES, patience.toNanosPart() / 1000);
        socket.call(errors, number -> Libc.setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, time, (int) time.size()));
    }

    /**
     * Sends copies of files, and waits until the other process has them.
     *
     * @param description what they are, for that process; not empty
     * @param files at most 253, as many as one message can carry
     */
    public void send(byte[] description, List<OpenFile> files) throws VfioException {
        if (files.size() > MAX_FILES) {
            throw errors.toException("these are " + files.size() + " files, at once there may go " + MAX_FILES);
        }
        ByteBuffer rest =
                ByteBuffer.allocateDirect(description.length).put(description).flip();
        rest.position((int) sendFirstMessage(files, rest));
        while (rest.hasRemaining()) {
            socket.write(rest, errors);
        }
        // A byte, or the end; whoever closes with something unread makes this ECONNRESET.
        socket.read(ByteBuffer.allocateDirect(1), errors);
    }

    /** The files go with the first byte. Returns how many bytes went. */
    private long sendFirstMessage(List<OpenFile> files, ByteBuffer bytes) throws VfioException {
        Memory control = zeroedMemory(SIZEOF_CMSGHDR + cmsgAlign(files.size() * Integer.BYTES));
        control.setLong(0, SIZEOF_CMSGHDR + (long) files.size() * Integer.BYTES);
        control.setInt(8, SOL_SOCKET);
        control.setInt(12, SCM_RIGHTS);
        for (int i = 0; i < files.size(); i++) {
            control.setInt(
                    SIZEOF_CMSGHDR + (long) i * Integer.BYTES, files.get(i).descriptor());
        }
        Memory vector = new Memory(SIZEOF_IOVEC);
        vector.setPointer(0, Native.getDirectBufferPointer(bytes));
        vector.setLong(8, bytes.remaining());
        Memory message = zeroedMemory(SIZEOF_MSGHDR);
        message.setPointer(16, vector);
        message.setLong(24, 1);
        message.setPointer(32, control);
        message.setLong(40, control.size());
        return socket.call(errors, number -> Libc.sendmsg(number, message, MSG_NOSIGNAL));
    }

    private static Memory zeroedMemory(long size) {
        Memory memory = new Memory(size);
        memory.clear();
        return memory;
    }

    /** CMSG_ALIGN */
    private static long cmsgAlign(long length) {
        return (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    @Override
    public void close() {
        socket.close();
    }
}
