// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.vfio.Errno;
import org.migstream.vfio.OpenDevice.OpenFile;
import org.migstream.vfio.VfioException;

/** Sends files to a receiving process. A thread of the test acts as this process. */
@EnabledOnOs(OS.LINUX)
class HandoverSocketTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SUN_PATH = 108;
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    private Path directory;

    /** The receiving process, with the C functions that {@link Libc} does not have. */
    private static final class ReceivingProcess {
        static {
            Native.register(ReceivingProcess.class, "c");
        }

        static native int bind(int descriptor, Pointer address, int length);

        static native int listen(int descriptor, int waiting);

        static native int accept(int descriptor, Pointer address, Pointer length);

        static native long recvmsg(int descriptor, Pointer message, int flags);

        private final List<Integer> files = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        static int listenAt(Path path) {
            int socket = Libc.socket(1, 1, 0);
            Memory address = new Memory(2 + SUN_PATH);
            address.clear();
            address.setShort(0, (short) 1);
            byte[] name = Native.toByteArray(path.toString());
            address.write(2, name, 0, name.length);
            assertEquals(0, bind(socket, address, (int) address.size()));
            assertEquals(0, listen(socket, 1));
            return socket;
        }

        /** Accepts a connection and reads until {@code count} bytes have arrived; returns the connection. */
        int take(int socket, int count) {
            int connection = accept(socket, null, null);
            Memory data = new Memory(1 << 20);
            Memory vector = new Memory(16);
            vector.setPointer(0, data);
            vector.setLong(8, data.size());
            Memory control = new Memory(2048);
            while (bytes.size() < count) {
                Memory message = new Memory(56);
                message.clear();
                message.setPointer(16, vector);
                message.setLong(24, 1);
                message.setPointer(32, control);
                message.setLong(40, control.size());
                int got = (int) recvmsg(connection, message, 0);
                assertTrue(got > 0);
                bytes.writeBytes(data.getByteArray(0, got));
                if (message.getLong(40) > 0) {
                    assertEquals(1, control.getInt(8));
                    assertEquals(1, control.getInt(12));
                    for (long at = 16; at < control.getLong(0); at += 4) {
                        files.add(control.getInt(at));
                    }
                }
            }
            return connection;
        }
    }

    private NativeFileDescriptor file(String content) throws IOException {
        Path path = Files.writeString(Files.createTempFile(directory, "file", null), content);
        return NativeFileDescriptor.open(path.toString(), ErrnoMessages.of("open"));
    }

    private static OpenFile open(NativeFileDescriptor descriptor) {
        return new OpenFile(OpenFile.Kind.DEVICE, descriptor.fd());
    }

    private static String content(int number) throws IOException {
        return Files.readString(Path.of("/proc/self/fd", String.valueOf(number)));
    }

    /** A directory of another user in one that all can write to, and a link out of such a directory, are not trusted. */
    @Test
    void directoryOfAnotherUser_isNotTrusted() throws Exception {
        int self = Libc.geteuid();
        PeerCredentials peer = new PeerCredentials(1, self + 1);
        Path own = Files.createFile(directory.resolve("socket"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(new PeerCredentials(1, self).isTrusted(own, self));
        assertTrue(peer.isTrusted(own, self));
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(open.resolve("link"), own);
        assertFalse(peer.isTrusted(link, self), "the link is in a directory that all can write to");
        Path below =
                Files.createFile(Files.createDirectory(open.resolve("below")).resolve("socket"));
        Files.setPosixFilePermissions(below.resolveSibling("."), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertFalse(peer.isTrusted(below, self), "others can rename the directory");
    }

    /** In a directory that others can write to, another user may have taken the name of the socket. */
    @Test
    void processOfAnotherUser_isRefusedWhereOthersCanMakeSockets() throws Exception {
        assumeTrue(Libc.geteuid() == 0, "only root can start a process of another user");
        assumeTrue(Files.isExecutable(PYTHON), "no " + PYTHON);
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path socket = open.resolve("socket");
        String listen = "import socket as s, time; l = s.socket(s.AF_UNIX); l.bind('" + socket
                + "'); l.listen(1); time.sleep(60)";
        Process peer = new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", PYTHON.toString(), "-c", listen)
                .start();
        try {
            while (!Files.exists(socket)) {
                assertTrue(peer.isAlive());
                Thread.sleep(20);
            }
            VfioException refused = assertThrows(VfioException.class, () -> connectWhenListening(socket, peer));
            assertTrue(refused.getMessage().contains("process " + peer.pid() + " of user 65534"), refused::getMessage);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            HandoverSocket.connect(socket, LONG).close();
        } finally {
            peer.destroyForcibly();
        }
    }

    /** The socket exists before its process listens. */
    private static void connectWhenListening(Path socket, Process peer) throws Exception {
        while (peer.isAlive()) {
            try {
                HandoverSocket.connect(socket, LONG).close();
                return;
            } catch (VfioException e) {
                if (!e.getMessage().contains("no process is listening")) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    @Test
    void files_areReceivedInOrder() throws Exception {
        int socket = ReceivingProcess.listenAt(directory.resolve("socket"));
        byte[] description = "x".repeat(3 << 20).getBytes();
        ReceivingProcess peer = new ReceivingProcess();
        CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> {
            int connection = peer.take(socket, description.length);
            Libc.close(connection);
        });
        try (HandoverSocket handover = HandoverSocket.connect(directory.resolve("socket"), LONG);
                NativeFileDescriptor one = file("one");
                NativeFileDescriptor two = file("two")) {
            handover.send(description, List.of(open(one), open(two), open(one)));
        }
        taken.join();
        assertArrayEquals(description, peer.bytes.toByteArray());
        List<String> contents = new ArrayList<>();
        for (int file : peer.files) {
            // The sent descriptors are closed by now; these are the received copies.
            contents.add(content(file));
            Libc.close(file);
        }
        assertEquals(List.of("one", "two", "one"), contents);
        Libc.close(socket);
    }

    /** The queue of the listener has room for two connections, and no process accepts them. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void listenerWithFullQueue_failsHandover() throws Exception {
        Path path = directory.resolve("socket");
        int socket = ReceivingProcess.listenAt(path);
        List<HandoverSocket> waiting = List.of(HandoverSocket.connect(path, LONG), HandoverSocket.connect(path, LONG));
        try {
            VfioException e =
                    assertThrows(VfioException.class, () -> HandoverSocket.connect(path, Duration.ofMillis(100)));
            assertTrue(e.getMessage().contains("--timeout"), e.getMessage());
        } finally {
            waiting.forEach(HandoverSocket::close);
            Libc.close(socket);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void peerThatDoesNotRead_failsHandover() throws Exception {
        Path path = directory.resolve("socket");
        int socket = ReceivingProcess.listenAt(path);
        try (HandoverSocket handover = HandoverSocket.connect(path, Duration.ofMillis(100))) {
            VfioException e = assertThrows(VfioException.class, () -> handover.send(new byte[16 << 20], List.of()));
            assertTrue(e.getMessage().contains("--timeout"), e.getMessage());
        } finally {
            Libc.close(socket);
        }
    }

    @Test
    void peerClosingWithoutReading_failsHandover() throws Exception {
        int socket = ReceivingProcess.listenAt(directory.resolve("socket"));
        try (HandoverSocket handover = HandoverSocket.connect(directory.resolve("socket"), LONG);
                NativeFileDescriptor file = file("")) {
            CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> {
                // Close only after the message has arrived (FIONREAD).
                int connection = ReceivingProcess.accept(socket, null, null);
                while (Libc.ioctl(connection, 0x541b, AVAILABLE) == 0 && AVAILABLE.getInt(0) == 0) {
                    Thread.onSpinWait();
                }
                Libc.close(connection);
            });
            VfioException failure =
                    assertThrows(VfioException.class, () -> handover.send(new byte[] {'\n'}, List.of(open(file))));
            gone.join();
            assertTrue(failure.getMessage().contains("closed the connection without accepting"), failure.getMessage());
        }
        Libc.close(socket);
    }

    private static final Memory AVAILABLE = new Memory(4);

    @Test
    void peerNotReading_failsAfterTimeout() throws Exception {
        int socket = ReceivingProcess.listenAt(directory.resolve("socket"));
        try (HandoverSocket handover = HandoverSocket.connect(directory.resolve("socket"), Duration.ofMillis(50));
                NativeFileDescriptor file = file("")) {
            VfioException failure =
                    assertThrows(VfioException.class, () -> handover.send(new byte[] {'\n'}, List.of(open(file))));
            assertTrue(failure.getMessage().contains("did not accept the devices in time"), failure.getMessage());
        }
        Libc.close(socket);
    }

    @Test
    void tooManyFiles_areRefused() throws Exception {
        int socket = ReceivingProcess.listenAt(directory.resolve("socket"));
        try (HandoverSocket handover = HandoverSocket.connect(directory.resolve("socket"), LONG);
                NativeFileDescriptor file = file("")) {
            List<OpenFile> files = Collections.nCopies(HandoverSocket.MAX_FILES + 1, open(file));
            VfioException failure = assertThrows(VfioException.class, () -> handover.send(new byte[] {'\n'}, files));
            assertTrue(failure.getMessage().contains("254 files"), failure.getMessage());
        }
        Libc.close(socket);
    }

    @Test
    void missingListener_isExplained() throws Exception {
        Path noSocket = Files.createFile(directory.resolve("file"));
        Path closed = directory.resolve("closed");
        Libc.close(ReceivingProcess.listenAt(closed));
        Path tooLong = directory.resolve("x".repeat(SUN_PATH));
        List<String> reasons = new ArrayList<>();
        for (Path path : List.of(directory.resolve("none"), noSocket, closed, tooLong)) {
            reasons.add(assertThrows(VfioException.class, () -> HandoverSocket.connect(path, LONG))
                    .getMessage()
                    .replace(directory.toString(), "DIR")
                    .replaceFirst("x{108}", "X"));
        }
        assertEquals(
                Stream.of(
                                "none: No such file or directory: the receiving process must create this socket and"
                                        + " listen on it",
                                "file: Connection refused: no process is listening on this socket, or it is not a"
                                        + " socket",
                                "closed: Connection refused: no process is listening on this socket, or it is not a"
                                        + " socket",
                                "X: the path of a socket has at most 107 bytes")
                        .map(reason -> "hand over to DIR/" + reason)
                        .toList(),
                reasons);
    }

    /** The peer listens, but never accepts the connection. */
    @Test
    void cancelledSend_fails() throws Exception {
        int socket = ReceivingProcess.listenAt(directory.resolve("socket"));
        try (HandoverSocket handover = HandoverSocket.connect(directory.resolve("socket"), LONG);
                NativeFileDescriptor one = file("one")) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                VfioException failure =
                        assertThrows(VfioException.class, () -> handover.send(new byte[] {1}, List.of(open(one))));
                assertTrue(
                        failure.getMessage().contains("cancelled") || failure.hasErrno(Errno.EPIPE), failure::toString);
            });
            handover.cancel();
            sent.get(30, TimeUnit.SECONDS);
        } finally {
            Libc.close(socket);
        }
    }
}
