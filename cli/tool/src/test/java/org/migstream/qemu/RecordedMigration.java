// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The recorded bytes of all connections of a multifd migration.
 *
 * @param main the bytes of the main channel, which starts with "QEVM"
 * @param channels the bytes of the other channels
 */
record RecordedMigration(byte[] main, byte[][] channels) {
    /** Migrates to a socket and returns when the migration is complete. */
    interface Source {
        void migrate(Path socket) throws IOException, InterruptedException;
    }

    /** Accepts {@code connections} connections and records all their bytes. */
    static RecordedMigration of(Path socket, int connections, Source source) throws IOException, InterruptedException {
        List<CompletableFuture<byte[]>> recordings = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Void> accepting =
                    CompletableFuture.runAsync(() -> accept(server, connections, recordings));
            source.migrate(socket);
            accepting.join();
        }
        List<byte[]> channels = new ArrayList<>();
        byte[] main = null;
        for (CompletableFuture<byte[]> recording : recordings) {
            byte[] bytes = recording.join();
            if (ByteBuffer.wrap(bytes).getInt() == 0x5145564d) {
                main = bytes;
            } else {
                channels.add(bytes);
            }
        }
        return new RecordedMigration(main, channels.toArray(new byte[0][]));
    }

    private static void accept(ServerSocketChannel server, int count, List<CompletableFuture<byte[]>> recordings) {
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel connection = server.accept();
                CompletableFuture<byte[]> recording = new CompletableFuture<>();
                new Thread(() -> record(connection, recording)).start();
                recordings.add(recording);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void record(SocketChannel connection, CompletableFuture<byte[]> recording) {
        try (connection) {
            recording.complete(Channels.newInputStream(connection).readAllBytes());
        } catch (IOException e) {
            recording.completeExceptionally(e);
        }
    }
}
