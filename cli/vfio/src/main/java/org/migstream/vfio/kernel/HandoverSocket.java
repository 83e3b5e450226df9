// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.migstream.io.IoErrorText;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.VfioException;

/**
 * Sends open files to another process over a Unix socket (unix(7), SOCK_STREAM, SCM_RIGHTS). The other process listens.
 * It confirms the receipt of the files by sending a byte, or by closing the connection after it has read everything.
 *
 * <p>The JDK's SocketChannel cannot send SCM_RIGHTS, so this class calls the C library. The layouts of the structures
 * in sys/socket.h and sys/un.h are those of 64-bit Linux.
 */
public final class HandoverSocket implements Closeable {
    /** The maximum number of files in one message: SCM_MAX_FD (include/net/scm.h). */
    static final int MAX_FILES = 253;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SHUT_RDWR = 2;

    /** The size of sun_path in bytes, with the terminating zero byte. */
    private static final int SUN_PATH_SIZE = 108;

    private static final int SIZEOF_MSGHDR = 56;
    private static final int SIZEOF_IOVEC = 16;
    private static final int SIZEOF_CMSGHDR = 16;

    private final NativeFileDescriptor socket;
    private final ErrnoMessages errors;
    private volatile boolean cancelled;

    private HandoverSocket(NativeFileDescriptor socket, ErrnoMessages errors) {
        this.socket = socket;
        this.errors = errors;
    }

    /**
     * Connects to the other process. A process of another user is refused in a directory in which others can make sockets.
     *
     * @param path the path of the socket on which the other process listens
     * @param timeout how long the other process may take for each step: to accept the connection, to read, to confirm
     */
    public static HandoverSocket connect(Path path, Duration timeout) throws VfioException {
        Libc.requireLoaded();
        ErrnoMessages errors = ErrnoMessages.of("hand over to " + path)
                .with(Errno.ENOENT, "the receiving process must create this socket and listen on it")
                .with(Errno.ECONNREFUSED, "no process is listening on this socket, or it is not a socket")
                .with(Errno.EPROTOTYPE, "the type of the socket is not SOCK_STREAM")
                .with(Errno.EACCES, "this user may not write to the socket")
                .with(
                        Errno.EAGAIN,
                        "the other process did not accept the devices in time; allow more time with --timeout")
                .with(Errno.ECONNRESET, "the other process closed the connection without accepting the devices")
                .with(Errno.EPIPE, "the other process closed the connection without accepting the devices");
        byte[] name = Native.toByteArray(path.toString());
        if (name.length > SUN_PATH_SIZE) {
            throw errors.toException("the path of a socket has at most " + (SUN_PATH_SIZE - 1) + " bytes");
        }
        HandoverSocket connection = new HandoverSocket(NativeFileDescriptor.of(openSocket(errors)), errors);
        try {
            connection.setTimeouts(timeout);
            connection.connect(name);
            connection.requireTrustedPeer(path);
            return connection;
        } catch (VfioException e) {
            connection.close();
            throw e;
        }
    }

    private static int openSocket(ErrnoMessages errors) throws VfioException {
        int fd = Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw errors.toException(Native.getLastError());
        }
        return fd;
    }

    private void connect(byte[] name) throws VfioException {
        Memory address = zeroedMemory(Short.BYTES + SUN_PATH_SIZE);
        address.setShort(0, (short) AF_UNIX);
        address.write(Short.BYTES, name, 0, name.length);
        socket.call(errors, fd -> Libc.connect(fd, address, (int) address.size()));
    }

    private void requireTrustedPeer(Path path) throws VfioException {
        Memory credentials = zeroedMemory(PeerCredentials.SIZEOF_UCRED);
        Memory length = new Memory(Integer.BYTES);
        length.setInt(0, PeerCredentials.SIZEOF_UCRED);
        socket.call(errors, fd -> Libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length));
        PeerCredentials peer = new PeerCredentials(credentials.getInt(0), credentials.getInt(Integer.BYTES));
        try {
            if (!peer.isTrusted(path, Libc.geteuid())) {
                throw errors.toException("process " + peer.process() + " of user " + peer.user()
                        + " listens there, and others than the owner can make sockets in this directory;"
                        + " use a directory that only its owner can write to");
            }
        } catch (IOException e) {
            throw errors.toException("the directory of the socket cannot be examined: " + IoErrorText.of(e));
        }
    }

    /**
     * Limits all waiting for the other process. A listener whose queue of connections is full keeps connect(2) waiting, for
     * which the send timeout holds ({@code unix_stream_connect} in the kernel's net/unix/af_unix.c).
     */
    private void setTimeouts(Duration timeout) throws VfioException {
        Memory timeval = new Memory(2L * Long.BYTES);
        timeval.setLong(0, timeout.toSeconds());
        timeval.setLong(Long.BYTES, timeout.toNanosPart() / 1000);
        for (int option : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
            socket.call(errors, fd -> Libc.setsockopt(fd, SOL_SOCKET, option, timeval, (int) timeval.size()));
        }
    }

    /**
     * Sends copies of files and waits for the confirmation of the other process.
     *
     * @param description a description of the files for the other process; not empty
     * @param files the files; one message carries at most 253
     */
    public void send(byte[] description, List<OpenFile> files) throws VfioException {
        if (files.size() > MAX_FILES) {
            throw errors.toException(
                    "there are " + files.size() + " files; one message can carry at most " + MAX_FILES);
        }
        ByteBuffer rest =
                ByteBuffer.allocateDirect(description.length).put(description).flip();
        rest.position((int) sendFirstMessage(files, rest));
        while (rest.hasRemaining()) {
            socket.write(rest, errors);
        }
        // The confirmation is a byte or the end of the stream. If the peer closes with unread data, this read fails
        // with ECONNRESET.
        int confirmation = socket.read(ByteBuffer.allocateDirect(1), errors);
        if (confirmation == 0 && cancelled) {
            throw errors.toException("cancelled before the other process has confirmed the devices");
        }
    }

    /** Makes a running {@link #send} of another thread fail. The other process may have received the files. */
    public void cancel() throws VfioException {
        cancelled = true;
        socket.call(errors, fd -> Libc.shutdown(fd, SHUT_RDWR));
    }

    /** Sends the files with the first bytes of the description; returns the number of bytes sent. */
    private long sendFirstMessage(List<OpenFile> files, ByteBuffer bytes) throws VfioException {
        Memory control = zeroedMemory(SIZEOF_CMSGHDR + cmsgAlign((long) files.size() * Integer.BYTES));
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
        return socket.call(errors, fd -> Libc.sendmsg(fd, message, MSG_NOSIGNAL));
    }

    private static Memory zeroedMemory(long size) {
        Memory memory = new Memory(size);
        memory.clear();
        return memory;
    }

    /** Rounds up like CMSG_ALIGN. */
    private static long cmsgAlign(long length) {
        return (length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    @Override
    public void close() {
        socket.close();
    }
}
