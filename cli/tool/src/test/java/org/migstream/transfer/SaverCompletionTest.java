// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.Compression;
import org.migstream.inspect.InspectionResult;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputException;
import org.migstream.transfer.Transfer.TransferReport;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.TransferAbortedException;

/** After a failed or aborted save the devices are in their initial state. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SaverCompletionTest {
    @TempDir
    private Path directory;

    private String device(String kind, String file) {
        return "sim:" + kind + "@" + directory.resolve(file);
    }

    /** An output that fails or hangs after a number of bytes. */
    private static final class LimitedOutput implements CommittableOutput {
        private final long maxBytes;
        private final CountDownLatch reached;
        private long count;
        private boolean committed;

        /** @param reached is counted down before the output hangs; null to fail */
        LimitedOutput(long maxBytes, CountDownLatch reached) {
            this.maxBytes = maxBytes;
            this.reached = reached;
        }

        @Override
        public ByteBufferOutputStream stream() {
            return ByteBufferOutputStream.of(new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    write(new byte[1], 0, 1);
                }

                @Override
                public void write(byte[] from, int offset, int length) throws IOException {
                    count += length;
                    if (count > maxBytes) {
                        failOrBlock();
                    }
                }
            });
        }

        private void failOrBlock() throws IOException {
            if (reached != null) {
                reached.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            throw new OutputException("memory", new IOException("full"));
        }

        @Override
        public void commit() {
            committed = true;
        }

        @Override
        public void close() {}
    }

    @Test
    void failingOutput_leavesDevicesRunning() throws IOException {
        String[] devices = {device("mtty", "a"), device("v1,size=100", "b")};
        long length = SaveResult.save(devices).stream().length;
        // Fails in every field of every record: the shortest field has four bytes.
        for (long maxBytes = 0; maxBytes < length; maxBytes += maxBytes < 1200 ? 3 : 1000) {
            LimitedOutput output = new LimitedOutput(maxBytes, null);
            Saver saver = new Saver(
                    SaveResult.request(Compression.NONE, SaveResult.LIMITS, false, devices), "x", () -> output);
            assertThrows(OutputException.class, saver::run);
            assertEquals(TransferReport.Result.FAILED, saver.report().result());
            saver.report().devices().forEach(device -> assertEquals("RUNNING", device.finalState()));
            assertFalse(output.committed);
        }
    }

    @Test
    void abortedSave_leavesDevicesRunning() throws IOException, InterruptedException {
        for (boolean leaveStopped : new boolean[] {false, true}) {
            for (long maxBytes : new long[] {0, 100, 200, 300, 5000}) {
                CountDownLatch reached = new CountDownLatch(1);
                LimitedOutput output = new LimitedOutput(maxBytes, reached);
                SaveRequest request = SaveResult.request(
                        Compression.NONE, SaveResult.LIMITS, leaveStopped, device("mtty", "a"), device("v1", "b"));
                assertAbort(new Saver(request, "x", () -> output), reached);
                assertFalse(output.committed);
            }
        }
    }

    @Test
    void abort_duringHangingTransition_leavesDevicesRunning() throws IOException, InterruptedException {
        CountDownLatch stepReached = new CountDownLatch(1);
        SaveRequest request = SaveResult.request(
                Compression.NONE,
                SaveResult.LIMITS,
                false,
                device("mtty,hang=PRE_COPY_P2P..STOP_COPY", "a"),
                device("v1", "b"));
        assertAbort(
                new Saver(request, "x", () -> {
                    stepReached.countDown();
                    return new SaveResult.MemoryOutput();
                }),
                stepReached);
    }

    private static void assertAbort(Saver saver, CountDownLatch when) throws InterruptedException {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Thread runner = new Thread(() -> {
            try {
                saver.run();
            } catch (IOException e) {
                thrown.set(e);
            }
        });
        runner.start();
        when.await();
        saver.abort();
        saver.report().devices().forEach(device -> {
            assertEquals("RUNNING", device.finalState());
            assertEquals(null, device.error());
        });
        assertEquals(TransferReport.Result.INTERRUPTED, saver.report().result());
        runner.join();
        assertEquals(TransferAbortedException.class, thrown.get().getClass());
    }

    /** The output waits until the request is noticed. */
    @Test
    void saveThatEndsSoonAfterRequest_isDone() throws IOException {
        CountDownLatch noticed = new CountDownLatch(1);
        SaveResult.MemoryOutput output = new SaveResult.MemoryOutput();
        String device = device("mtty,request-after=0", "a");
        Saver saver = new Saver(SaveResult.request(Compression.NONE, SaveResult.LIMITS, false, device), "x", () -> {
            try {
                noticed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return output;
        });
        List<String> notices = new CopyOnWriteArrayList<>();
        saver.onNotice(notice -> {
            notices.add(notice);
            noticed.countDown();
        });
        saver.run();
        assertEquals(TransferReport.Result.DONE, saver.report().result());
        assertTrue(output.committed);
        assertEquals(
                List.of(device
                        + ": the kernel requests the device back: its driver is being unbound, or the device is being"
                        + " removed; the save may take at most another 20 s (--timeout)"),
                notices);
        assertNull(saver.report().devices().get(0).error());
    }

    /** A run that hangs in an output cannot hold up the release of the devices. */
    @Test
    void saveThatTakesTooLongAfterRequest_releasesDevices() throws InterruptedException {
        LimitedOutput output = new LimitedOutput(0, new CountDownLatch(1));
        SaveRequest request = SaveResult.request(
                Compression.NONE,
                SaveResult.LIMITS,
                false,
                Duration.ofMillis(300),
                device("mtty,request-after=0", "a"),
                device("v1", "b"));
        Saver saver = new Saver(request, "x", () -> output);
        DeviceFailureException failure = assertThrows(DeviceFailureException.class, saver::run);
        assertFalse(Thread.currentThread().isInterrupted());
        saver.awaitEnd();
        assertTrue(failure.getMessage().endsWith("allow more with --timeout; left in RUNNING"), failure.getMessage());
        assertEquals(TransferReport.Result.FAILED, saver.report().result());
        assertEquals(failure.getMessage(), saver.report().error());
        saver.report().devices().forEach(device -> assertEquals("RUNNING", device.finalState()));
        assertNull(saver.report().devices().get(1).error());
        assertFalse(output.committed);
    }

    @Test
    void abort_afterCompletion_hasNoEffect() throws IOException {
        SaveResult.MemoryOutput output = new SaveResult.MemoryOutput();
        Saver saver = new Saver(
                SaveResult.request(Compression.NONE, SaveResult.LIMITS, true, device("mtty", "a")), "x", () -> output);
        saver.run();
        TransferReport report = saver.report();
        saver.abort();
        assertEquals(report, saver.report());
        assertFalse(output.closed);
        assertEquals("STOP", report.devices().get(0).finalState());
    }

    /** If a device cannot run again after its data are read, it is reset and the stream stays complete. */
    @Test
    void deviceThatCannotRestart_isResetAfterCommit() throws IOException {
        SaveResult.MemoryOutput output = new SaveResult.MemoryOutput();
        String device = device("mtty,fail=STOP..RUNNING_P2P", "a");
        Saver saver =
                new Saver(SaveResult.request(Compression.NONE, SaveResult.LIMITS, false, device), "x", () -> output);
        assertEquals(
                device
                        + ": go from STOP to RUNNING_P2P: Input/output error; it was reset and has lost its state; left in"
                        + " RUNNING; the stream is complete",
                assertThrows(DeviceFailureException.class, saver::run).getMessage());
        assertTrue(output.committed);
        assertEquals(
                List.of(),
                InspectionResult.of(InspectionResult.PLAIN, output.bytes.toByteArray())
                        .codes());
    }
}
