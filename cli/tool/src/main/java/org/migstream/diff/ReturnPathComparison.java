// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import org.migstream.inspect.report.ReturnPathEntry;

/** The messages of two return paths, in their order. */
final class ReturnPathComparison {
    private final DiffOperand a;
    private final DiffOperand b;
    private final DifferenceCollector differences;
    private long messageNumber;

    ReturnPathComparison(DiffOperand a, DiffOperand b, DifferenceCollector differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    void compare() throws IOException {
        new ListAlignment<>(
                        a.report().returnPath().cursor(),
                        b.report().returnPath().cursor(),
                        entry -> entry.type().name())
                .forEach((here, there) -> differences.compare(
                        DifferenceArea.MESSAGES, null, "message " + ++messageNumber, text(here), text(there), null));
    }

    private static String text(ReturnPathEntry entry) {
        return entry == null ? null : entry.type() + (entry.data().isEmpty() ? "" : " " + entry.data());
    }
}
