// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes the connections of a migration between two machines on, in both directions, and records what the source sends. */
final class MigrationRelay implements Closeable {
    private static final int QEVM = 0x5145564d;

    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final Path destination;
    private final List<CompletableFuture<byte[]>> sent = new CopyOnWriteArrayList<>();

    /**
     * Listens for the source.
     *
     * @param listening the socket to which the source migrates
     * @param destination the socket on which the destination listens
     */
    MigrationRelay(Path listening, Path destination) throws IOException {
        this.destination = destination;
        server.bind(UnixDomainSocketAddress.of(listening));
        start(this::acceptAll);
    }

    private void acceptAll() throws IOException {
        while (true) {
            SocketChannel source = server.accept();
            SocketChannel target = SocketChannel.open(UnixDomainSocketAddress.of(destination));
            CompletableFuture<byte[]> recording = new CompletableFuture<>();
            sent.add(recording);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            start(() -> {
                copy(source, target, bytes);
                recording.complete(bytes.toByteArray());
            });
            start(() -> copy(target, source, new ByteArrayOutputStream()));
        }
    }

    /** Copies until the sender closes its side; a connection that the receiver closed ends the copy, too. */
    private static void copy(SocketChannel from, SocketChannel to, ByteArrayOutputStream record) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(buffer) >= 0) {
                record.write(buffer.array(), 0, buffer.position());
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One of the machines has closed the connection. What it sent before is recorded.
            return;
        }
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The relay is closed, or the destination does not listen; the source then reports the failure.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the recorded connections. Call it when the source has closed all of them. */
    RecordedMigration recorded() {
        List<byte[]> all = sent.stream().map(CompletableFuture::join).toList();
        byte[] main = all.stream()
                .filter(bytes -> bytes.length > 4 && ByteBuffer.wrap(bytes).getInt() == QEVM)
                .findFirst()
                .orElseThrow();
        return new RecordedMigration(
                main, all.stream().filter(bytes -> bytes != main).toArray(byte[][]::new));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }
}
