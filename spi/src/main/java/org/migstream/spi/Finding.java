// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Something noteworthy about the bytes that were read. The code is for scripts and never changes; the message is for
 * people and may. Text out of a stream does not belong into a message; where it cannot be helped, who prints it escapes.
 *
 * @param severity how much it matters
 * @param code a stable name that scripts may test for, such as {@code stream.truncated}
 * @param message a sentence for people: what is wrong and, where that helps, what to do; lower case, no full stop
 * @param offset where, in bytes from the start of what was read; empty when no single place is meant
 */
public record Finding(Severity severity, String code, String message, OptionalLong offset) {
    /** Refuses nulls. */
    public Finding {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(offset);
    }

    /** A finding about one place, {@code offset} bytes from the start. */
    public static Finding at(long offset, Severity severity, String code, String message) {
        return new Finding(severity, code, message, OptionalLong.of(offset));
    }

    /** A finding about the whole. */
    public static Finding of(Severity severity, String code, String message) {
        return new Finding(severity, code, message, OptionalLong.empty());
    }
}
