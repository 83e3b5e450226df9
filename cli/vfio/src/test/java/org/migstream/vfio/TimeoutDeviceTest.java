// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.V2Device.DataDescriptor;

/** Calls of a device with a timeout: results, failures, hanging calls, slow data and takeover. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TimeoutDeviceTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final CountDownLatch closed = new CountDownLatch(1);

    /** A device whose calls run a script: they return, fail or block as the script does. */
    private final class ScriptedDevice implements V2Device {
        private final StateCall script;

        ScriptedDevice(StateCall script) {
            this.script = script;
        }

        @Override
        public long migrationFlags() {
            return MigrationFlags.ALL.bits();
        }

        @Override
        public V2DeviceState state() throws VfioException {
            return script.state();
        }

        @Override
        public Optional<DataDescriptor> setState(V2DeviceState state) throws VfioException {
            script.state();
            return Optional.empty();
        }

        @Override
        public OptionalLong stopCopyLength() {
            return OptionalLong.of(7);
        }

        @Override
        public Optional<String> decoderName() {
            return Optional.of("answering");
        }

        @Override
        public DeviceConfiguration readConfiguration() {
            throw new AssertionError("not used");
        }

        @Override
        public void writeConfiguration(DeviceConfiguration configuration) {}

        @Override
        public void reset() throws VfioException {
            script.state();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private interface StateCall {
        V2DeviceState state() throws VfioException;
    }

    private MigrationDevice device(Duration timeout, StateCall script) throws VfioException {
        return TimeoutDevice.of(MigrationDevice.of(new ScriptedDevice(script)), timeout);
    }

    @Test
    void results_areForwardedFromDevice() throws IOException {
        try (MigrationDevice device = device(LONG, () -> V2DeviceState.STOP)) {
            assertEquals(V2DeviceState.STOP, device.state());
            assertEquals(OptionalLong.of(7), device.stopCopyLength());
            assertEquals(Optional.of("answering"), device.decoderName());
            assertEquals("v2", device.stateMachine().uapi());
        }
        assertEquals(0, closed.getCount());
    }

    @Test
    void failures_areForwardedFromDevice() throws IOException {
        try (MigrationDevice device = device(LONG, () -> {
            throw new VfioException("ask", Errno.EIO);
        })) {
            assertEquals("ask: Input/output error", messageOf(device::state));
        }
    }

    @Test
    void interruptibleCall_timesOut_andNextCallSucceeds() throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try (MigrationDevice device = device(SHORT, () -> {
            if (ended.getCount() == 0) {
                return V2DeviceState.RUNNING;
            }
            try {
                return blockForever();
            } finally {
                ended.countDown();
            }
        })) {
            assertEquals(
                    "ask for the state: no answer within 0.05 s; allow more with --timeout", messageOf(device::state));
            assertEquals(V2DeviceState.RUNNING, device.state());
        }
    }

    @Test
    void hangingTransition_isNamedInMessage() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        try (MigrationDevice device = device(SHORT, () -> {
            if (asked.getCount() > 0) {
                asked.countDown();
                return V2DeviceState.RUNNING;
            }
            return blockForever();
        })) {
            assertEquals(
                    "go from RUNNING to RUNNING_P2P: no answer within 0.05 s; allow more with --timeout",
                    messageOf(() -> device.enter(DeviceActivity.STOPPED, DataPhase.NONE, entered -> {})));
        }
    }

    @Test
    void hungDevice_isNotCalledAgain() throws IOException {
        CountDownLatch freed = new CountDownLatch(1);
        try (MigrationDevice device = device(SHORT, () -> {
            while (freed.getCount() > 0) {
                Thread.interrupted();
                Thread.onSpinWait();
            }
            return V2DeviceState.RUNNING;
        })) {
            assertTrue(messageOf(device::state).startsWith("ask for the state: no answer"));
            assertEquals("reset: an earlier call has not returned: ask for the state", messageOf(device::reset));
        } finally {
            freed.countDown();
        }
        assertEquals(0, closed.getCount());
    }

    @Test
    void interruptedCaller_stopsWaiting() throws IOException {
        try (MigrationDevice device = device(LONG, TimeoutDeviceTest::blockForever)) {
            Thread.currentThread().interrupt();
            assertEquals("ask for the state: interrupted", messageOf(device::state));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void closedDevice_rejectsCalls() throws IOException {
        MigrationDevice device = device(LONG, () -> V2DeviceState.RUNNING);
        device.close();
        assertEquals("ask for the state: the device has been closed", messageOf(device::state));
    }

    /** Returns a device whose write calls run the script once for each piece of data. */
    private MigrationDevice writableDevice(Duration timeout, StateCall script) throws VfioException {
        MigrationDevice device = MigrationDevice.of(new ScriptedDevice(script));
        return TimeoutDevice.of(
                (MigrationDevice) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {MigrationDevice.class}, (self, method, args) -> {
                            if (!method.getName().equals("write")) {
                                return method.invoke(device, args);
                            }
                            while (((Chunk) args[0]).next().hasRemaining()) {
                                script.state();
                            }
                            return null;
                        }),
                timeout);
    }

    /** Returns a chunk of three pieces of one byte. The chunk waits before the second piece. */
    private static Chunk slowChunk(Duration wait) {
        return new Chunk() {
            private int remaining = 3;

            @Override
            public long length() {
                return 3;
            }

            @Override
            public ByteBuffer next() throws IOException {
                try {
                    Thread.sleep(remaining == 2 ? wait.toMillis() : 0);
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
                return ByteBuffer.allocate(remaining-- > 0 ? 1 : 0);
            }
        };
    }

    @Test
    void slowChunk_doesNotCountAgainstTimeout() throws IOException {
        CountDownLatch taken = new CountDownLatch(3);
        try (MigrationDevice device = writableDevice(Duration.ofSeconds(1), () -> {
            taken.countDown();
            return V2DeviceState.RESUMING;
        })) {
            device.write(slowChunk(Duration.ofMillis(1500)));
        }
        assertEquals(0, taken.getCount());
    }

    @Test
    void slowDevice_countsAgainstTimeout() throws IOException {
        try (MigrationDevice device = writableDevice(SHORT, TimeoutDeviceTest::blockForever)) {
            assertTrue(messageOf(() -> device.write(slowChunk(Duration.ZERO)))
                    .startsWith("write the data: no answer within"));
        }
    }

    @Test
    void failingChunk_failsWriteWithSameException() throws IOException {
        try (MigrationDevice device = writableDevice(LONG, () -> V2DeviceState.RESUMING)) {
            Chunk broken = new Chunk() {
                private boolean given;

                @Override
                public long length() {
                    return 2;
                }

                @Override
                public ByteBuffer next() throws IOException {
                    if (given) {
                        throw new EOFException("truncated");
                    }
                    given = true;
                    return ByteBuffer.allocate(1);
                }
            };
            assertEquals(
                    "truncated",
                    assertThrows(EOFException.class, () -> device.write(broken)).getMessage());
        }
    }

    @Test
    void takeOver_interruptsRunningCall_andRejectsOtherThreads() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        TimeoutDevice device = TimeoutDevice.of(
                MigrationDevice.of(new ScriptedDevice(() -> {
                    if (called.getCount() == 0) {
                        return V2DeviceState.RUNNING;
                    }
                    called.countDown();
                    return blockForever();
                })),
                LONG);
        FutureTask<String> other = new FutureTask<>(() -> messageOf(device::state) + "; " + messageOf(device::reset));
        new Thread(other).start();
        called.await();
        device.takeOver();
        assertEquals(V2DeviceState.RUNNING, device.state());
        assertTrue(other.get().endsWith("reset: another thread has taken the device over"), other.get());
        device.close();
    }

    private static V2DeviceState blockForever() throws VfioException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new VfioException("ask", "interrupted");
        }
        throw new AssertionError("the latch is never counted down");
    }

    private interface FailingCall {
        void run() throws IOException;
    }

    private static String messageOf(FailingCall call) {
        return assertThrows(VfioException.class, call::run).getMessage();
    }
}
