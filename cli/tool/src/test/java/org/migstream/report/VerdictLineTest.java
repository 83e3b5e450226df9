// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictLineTest {
    /** The first reason can be one of a device or of the stream, so the count says of neither that it follows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1|1|0|''",
                "0|3|1|''",
                "0|3|2|2 reasons, the first: ",
                "1|1|1|2 reasons, the first: ",
                "1|6|0|1 of 6 device states is unsound: ",
                "5|6|0|5 of 6 device states are unsound, the first: ",
                "5|6|1|5 of 6 device states are unsound, and there is 1 other reason; the first: ",
                "1|6|3|1 of 6 device states is unsound, and there are 3 other reasons; the first: ",
            })
    void count_precedesFirstReason(long states, long allStates, long others, String expected) {
        assertEquals(expected, new VerdictLine.ReasonCount("unsound", states, allStates, others).format());
    }
}
