// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Memory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.migstream.vfio.VfioException;

/** The test signals the eventfd in place of the kernel. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DeviceRequestWatchTest {
    private static void signal(DeviceRequestWatch watch) {
        Memory one = new Memory(Long.BYTES);
        one.setLong(0, 1);
        assertEquals(Long.BYTES, Libc.write(watch.eventfd(), one, Long.BYTES));
    }

    @Test
    void signalledEvent_callsListenerOnce() throws VfioException, InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch called = new CountDownLatch(1);
        DeviceRequestWatch watch = DeviceRequestWatch.start(() -> {
            calls.incrementAndGet();
            called.countDown();
        });
        signal(watch);
        called.await();
        // The kernel repeats its request.
        signal(watch);
        watch.close();
        watch.close();
        assertEquals(1, calls.get());
    }

    @Test
    void listener_mayCloseWatch() throws VfioException, InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        DeviceRequestWatch[] watch = new DeviceRequestWatch[1];
        watch[0] = DeviceRequestWatch.start(() -> {
            try {
                started.await();
                watch[0].close();
            } catch (VfioException | InterruptedException e) {
                throw new AssertionError(e);
            }
            closed.countDown();
        });
        signal(watch[0]);
        started.countDown();
        closed.await();
    }

    @Test
    void closedWatch_doesNotCallListener() throws VfioException, InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            DeviceRequestWatch.start(calls::incrementAndGet).close();
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("device request")) {
                thread.join();
            }
        }
        assertEquals(0, calls.get());
    }
}
