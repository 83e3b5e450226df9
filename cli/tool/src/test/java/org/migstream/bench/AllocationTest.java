// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectionResult;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.StreamReport;
import org.migstream.report.ReadOutcome;

/** Limits the bytes that an inspection allocates for each record: a stream has millions of them. */
class AllocationTest {
    @TempDir
    private Path directory;

    /**
     * Compares a stream with a longer one, so that the allocations that every inspection needs do not count. In a stream of
     * memory, a section ends after 4096 pages; each record of a device is listed in the report.
     */
    @ParameterizedTest
    @CsvSource({"zero-pages, 1, 2, 1000000, 1", "ram, 16, 48, 256, 64", "sparse, 1000, 5000, 1, 2000"})
    void record_allocatesFewBytes(String kind, int shorter, int longer, int recordsInUnit, int limit)
            throws IOException {
        long difference = allocatedBytes(kind, longer) - allocatedBytes(kind, shorter);
        long records = (long) (longer - shorter) * recordsInUnit;
        assertTrue(difference < limit * records, () -> difference + " bytes for " + records + " records");
    }

    private long allocatedBytes(String kind, int amount) throws IOException {
        Path stream = directory.resolve(kind);
        BigStream.main(new String[] {kind, Integer.toString(amount), stream.toString()});
        inspect(stream);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        inspect(stream);
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    private static void inspect(Path stream) throws IOException {
        try (Input input = Input.open(stream, OutputLimit.NONE);
                StreamReport report = StreamInspector.inspect(
                        input, List.of(), InspectionResult.request(false, false, false, null))) {
            assertEquals(ReadOutcome.COMPLETE, report.outcome());
        }
    }
}
