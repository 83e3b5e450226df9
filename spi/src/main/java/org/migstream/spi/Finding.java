// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * A result of reading or checking bytes, for a user. The code is for scripts and never changes. The message is for
 * people and may change. A message should not contain text from a stream; if it must, the code that prints it escapes
 * the text.
 *
 * @param severity how much the finding matters
 * @param code a stable name for scripts, such as {@code stream.truncated}
 * @param message describes the problem and, where that helps, the remedy; lower case, no full stop
 * @param offset in bytes from the start of the input; empty if the finding concerns the whole input
 */
public record Finding(Severity severity, String code, String message, OptionalLong offset) {
    /** Rejects null values. */
    public Finding {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
        Objects.requireNonNull(offset);
    }

    /** Returns a finding at one offset, in bytes from the start of the input. */
    public static Finding at(long offset, Severity severity, String code, String message) {
        return new Finding(severity, code, message, OptionalLong.of(offset));
    }

    /** Returns a finding at one offset; see {@link #at(long, Severity, String, String)}. */
    public static Finding at(long offset, Severity severity, FindingCode code, String message) {
        return at(offset, severity, code.code(), message);
    }

    /** Returns a finding about the whole input; see {@link #of(Severity, String, String)}. */
    public static Finding of(Severity severity, FindingCode code, String message) {
        return of(severity, code.code(), message);
    }

    /** Returns a finding about the whole input. */
    public static Finding of(Severity severity, String code, String message) {
        return new Finding(severity, code, message, OptionalLong.empty());
    }
}
