// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.vfio.VfioException;

/** The kernel requests a device while it is handed over. The peer never confirms the devices. */
@Timeout(60)
class HandoverTest {
    private static final String FAILURE = "the kernel requests the device back: its driver is being unbound, or the"
            + " device is being removed; the handover was cancelled";

    @TempDir
    private Path directory;

    private final DeviceRequests requests = new DeviceRequests("restore", Duration.ofMinutes(1), new CompletionLatch());
    private DeviceGroup devices;
    private ServerSocketChannel peer;
    private Handover handover;

    @BeforeEach
    void connect() throws IOException {
        devices = new DeviceGroup(
                List.of(DeviceName.parse("sim:mtty@" + directory.resolve("a"), 1)),
                Duration.ofMinutes(1),
                List::of,
                System.nanoTime());
        devices.open(device -> {});
        Path socket = directory.resolve("socket");
        peer = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        peer.bind(UnixDomainSocketAddress.of(socket));
        handover = Handover.connect(socket, Duration.ofMinutes(1));
    }

    @AfterEach
    void close() throws IOException {
        handover.close();
        peer.close();
        devices.close();
    }

    @Test
    void requestBeforeHandover_failsIt() {
        requests.add(devices.devices().get(0));
        assertFalse(handover.cancelIfSending());
        VfioException failure = assertThrows(VfioException.class, () -> handover.send(devices.devices(), requests));
        assertEquals("hand over: " + FAILURE, failure.getMessage());
        assertEquals(FAILURE, devices.deviceReports().get(0).error());
    }

    @Test
    void requestDuringHandover_endsTheWait() throws IOException {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                handover.send(devices.devices(), requests);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try (SocketChannel connection = peer.accept()) {
            connection.read(ByteBuffer.allocate(1));
            requests.add(devices.devices().get(0));
            assertTrue(handover.cancelIfSending());
        }
        ExecutionException failed = assertThrows(ExecutionException.class, sent::get);
        assertEquals(FAILURE, devices.deviceReports().get(0).error(), failed::toString);
    }
}
