// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.Objects;

/**
 * The rest of a state cannot be read: the state is truncated or malformed. {@link FieldReader} throws it; {@link
 * FieldReader#malformed} creates it for a decoder to throw; {@link FieldReader#record} catches it at the end of a record. A
 * decoder may catch it to continue elsewhere, but then it must report the fault.
 *
 * <p>Only the codes below are migstream's own; others belong to the decoder that made them.
 */
public final class StateException extends IOException {
    /** The state ends before a field or record does. */
    public static final String TRUNCATED = "TRUNCATED";

    /** A field is longer than the rest of its record. */
    public static final String NESTED_TRUNCATED = "NESTED_TRUNCATED";

    /** A record claims more bytes than the record around it has left. */
    public static final String NESTED_OVERRUN = "NESTED_OVERRUN";

    /** More groups within each other than any format has: {@link FieldReader#MAX_DEPTH}. */
    public static final String NESTED_TOO_DEEP = "NESTED_TOO_DEEP";

    /** A value is longer than what is held in memory: {@link FieldReader#MAX_BYTES}. */
    public static final String TOO_LONG = "TOO_LONG";

    private static final long serialVersionUID = 1;

    private final String code;
    private final long offset;

    StateException(String code, long offset, String message) {
        super(message);
        this.code = Objects.requireNonNull(code);
        this.offset = offset;
    }

    /** Returns the stable code; see {@link Finding#code}. */
    public String code() {
        return code;
    }

    /**
     * Where, in bytes from the start of the state: for {@link #TRUNCATED} the end of the state, otherwise the first byte of
     * the field that makes no sense.
     */
    public long offset() {
        return offset;
    }

    /** Returns this exception as a finding: an ERROR at {@link #offset}. */
    public Finding toFinding() {
        return Finding.at(offset, Severity.ERROR, code, getMessage());
    }
}
