// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests sizes on the command line. */
class SizeConverterTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "64K, 65536", "500M, 524288000", "4G, 4294967296", "8388607T, 9223370937343148032"
    })
    void validSize_isConverted(String text, long bytes) {
        assertEquals(bytes, new SizeConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "-1", "1.5G", "1k", "4 G", "8388608T", "999999999T", "9999999999999999999"})
    void invalidSize_isRejected(String text) {
        assertThrows(IllegalArgumentException.class, () -> new SizeConverter().convert(text));
    }
}
