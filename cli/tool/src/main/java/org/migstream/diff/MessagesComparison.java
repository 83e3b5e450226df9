// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.IOException;
import org.migstream.inspect.report.ReturnPathEntry;

/** The messages of two return paths, in their order. */
final class MessagesComparison {
    private final Side a;
    private final Side b;
    private final Differences differences;
    private long number;

    MessagesComparison(Side a, Side b, Differences differences) {
        this.a = a;
        this.b = b;
        this.differences = differences;
    }

    void compare() throws IOException {
        new Alignment<>(
                        a.report().returnPath().cursor(),
                        b.report().returnPath().cursor(),
                        entry -> entry.type().name())
                .forEach((here, there) -> differences.compare(
                        DifferenceArea.MESSAGES, null, "message " + ++number, text(here), text(there), null));
    }

    private static String text(ReturnPathEntry entry) {
        return entry == null ? null : entry.type() + (entry.data().isEmpty() ? "" : " " + entry.data());
    }
}
