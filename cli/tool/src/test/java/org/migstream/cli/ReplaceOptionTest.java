// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how {@code IDSTR=STREAM} is split. */
class ReplaceOptionTest {
    /** Columns: the option, the existing files, the device, the stream. */
    @ParameterizedTest
    @CsvSource({
        "0000:00:01.0/vfio=a, '', 0000:00:01.0/vfio, a",
        "0000:00:01.0/vfio=a=b, b, 0000:00:01.0/vfio, a=b",
        "vfio=-, '', vfio, -",
        "00:01.0=a, '', 00:01.0, a",
        "00:01.0=a=b, b, 00:01.0=a, b",
        "0000:00:01.0/vfio/0=a, '', 0000:00:01.0/vfio/0, a",
        "bus=1/dev=2/vfio=a=b.qevm, b.qevm, bus=1/dev=2/vfio, a=b.qevm",
        "x/vfio=y/vfio=a, a, x/vfio=y/vfio, a",
        "x/vfio=y/vfio=a, y/vfio=a, x/vfio, y/vfio=a"
    })
    void ambiguousEqualsSign_isSplitAtValidDevice(String text, String files, String device, String stream) {
        ReplaceOption expected = new ReplaceOption(device, stream);
        assertEquals(expected, ReplaceOption.of("--replace", text, Arrays.asList(files.split(" "))::contains));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "x | --replace requires a device and a stream: IDSTR=STREAM",
                "=x | --replace requires a device and a stream: IDSTR=STREAM",
                "ram=a=b | --replace ram=a=b: this can mean 'ram' from 'a=b', or 'ram=a' from 'b'; rename the stream",
                "x/vfio=y/vfio=a | --replace x/vfio=y/vfio=a: this can mean 'x/vfio' from 'y/vfio=a', or"
                        + " 'x/vfio=y/vfio' from"
                        + " 'a'; rename the stream"
            })
    void ambiguousOrInvalidText_isRejected(String text, String message) {
        for (boolean exists : new boolean[] {false, true}) {
            Exception e = assertThrows(
                    IllegalArgumentException.class, () -> ReplaceOption.of("--replace", text, name -> exists));
            assertEquals(message, e.getMessage());
        }
    }
}
