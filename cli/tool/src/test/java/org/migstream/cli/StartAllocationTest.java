// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits the bytes that a short command allocates: what it makes and does not need shows here, on every machine. */
class StartAllocationTest {
    private static final String STREAM = "samples/streams/q35-two-uarts.qevm";

    @ParameterizedTest
    @CsvSource({
        "--version, 0, 100",
        "--help, 0, 4000",
        "inspect --no-such-option, 2, 1000",
        "inspect --help, 0, 2500",
        "inspect " + STREAM + ", 0, 3000",
    })
    void command_allocatesFewBytes(String line, int status, int kibibytes) {
        String[] command = line.split(" ");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(status, command);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        run(status, command);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < kibibytes * 1024L, () -> line + " allocated " + allocated + " bytes");
    }

    private static void run(int status, String... command) {
        assertEquals(
                status,
                Main.run(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        command));
    }
}
