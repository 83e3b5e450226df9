// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.Objects;

/**
 * Reports that a state is truncated or malformed. {@link FieldReader} throws it; a decoder throws the one from {@link
 * FieldReader#malformed}. {@link FieldReader#record} catches it, except {@link #TRUNCATED}, so that decoding continues
 * after the record. A decoder
 * that catches it must report a finding.
 *
 * <p>migstream defines the codes below; decoders define all other codes.
 */
public final class StateException extends IOException {
    /** The state ends inside a field or record. */
    public static final String TRUNCATED = "TRUNCATED";

    /** A field is longer than the rest of its record. */
    public static final String NESTED_TRUNCATED = "NESTED_TRUNCATED";

    /** A record is longer than the rest of the record around it. */
    public static final String NESTED_OVERRUN = "NESTED_OVERRUN";

    /** Groups and records are nested deeper than {@link FieldReader#MAX_DEPTH}. */
    public static final String NESTED_TOO_DEEP = "NESTED_TOO_DEEP";

    /** A value is longer than {@link FieldReader#MAX_BYTES}. */
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
     * Returns the offset in bytes from the start of the state: for {@link #TRUNCATED} the end of the state; for {@link
     * #NESTED_OVERRUN} the last field before the record, normally its length; for {@link #NESTED_TOO_DEEP} the start of
     * the group; otherwise the first byte of the malformed field.
     */
    public long offset() {
        return offset;
    }

    /** Returns this exception as a finding: an ERROR at {@link #offset}. */
    public Finding toFinding() {
        return Finding.at(offset, Severity.ERROR, code, getMessage());
    }
}
