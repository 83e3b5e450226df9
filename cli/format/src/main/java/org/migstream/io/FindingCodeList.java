// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Collects the finding codes that a class declares as its constants. */
public final class FindingCodeList {
    /** The action for bytes that no known version of QEMU writes. */
    public static final String SAVE_AGAIN = "save or copy the stream again";

    /** The action for an element, a flag or a message that is damaged, or newer than migstream. */
    public static final String UNKNOWN_ELEMENT =
            "if a newer QEMU wrote the stream, use a version of migstream that supports it;"
                    + " otherwise save or copy the stream again";

    /** The action for a number that exceeds a limit of migstream, or is damaged. */
    public static final String MAYBE_TOO_LARGE =
            "save or copy the stream again; if the number is the same then, migstream does not support it";

    private final List<FindingCode> codes = new ArrayList<>();

    /** Creates an empty list. */
    public FindingCodeList() {}

    /**
     * Adds a code and returns it.
     *
     * @param code as in {@link FindingCode#code}
     * @param severity the worst severity with which the code is reported
     * @param category the cause
     * @param meaning one sentence in lower case, without a full stop
     * @param action what a user can do, in the form of {@code meaning}; null if there is nothing to do
     */
    public FindingCode declare(
            String code, Severity severity, FindingCategory category, String meaning, @Nullable String action) {
        FindingCode declared = FindingCode.of(code, severity, category, meaning);
        FindingCode complete = action == null ? declared : declared.withAction(action);
        codes.add(complete);
        return complete;
    }

    /** Returns the codes in the order of their declaration. */
    public List<FindingCode> toList() {
        return List.copyOf(codes);
    }
}
