// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            512  | 4096  | 4000  | 512 MiB of 4096 MiB, 128 MiB/s, 28 s left
            1    | 1     | 1000  | 1 MiB of 1 MiB, 1 MiB/s, 0 s left
            0    | 10    | 2000  | 0 KiB of 10 MiB, 0 KiB/s
            1    | 200   | 2000  | 1 MiB of 200 MiB, 512 KiB/s, 6 min 38 s left
            10   | 50000 | 1000  | 10 MiB of 50000 MiB, 10 MiB/s, 1 h 23 min left
            600  |       | 3000  | 600 MiB, 200 MiB/s
            600  | 10    | 3000  | 600 MiB, 200 MiB/s
            """)
    void progress_hasTotalRateAndRest(long mebibytes, Long total, long millis, String expected) {
        OptionalLong bytes = total == null ? OptionalLong.empty() : OptionalLong.of(total * MIB);
        assertEquals(expected, Progress.describe(mebibytes * MIB, bytes, millis));
    }
}
