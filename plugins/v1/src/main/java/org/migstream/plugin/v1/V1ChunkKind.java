// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.v1;

import java.util.Optional;
import org.migstream.spi.Symbols;

/** The kinds of chunks, in the order of their numbers, from 0. */
enum V1ChunkKind {
    IDENTITY("number", V1Decoder.IDENTITY),
    PREVIEW("number", "offset"),
    SEQUENCE("number", V1Decoder.SIZE),
    DATA("number", "offset"),
    END("count", "data_checksum");

    private final String numberName;
    private final String valueName;

    /**
     * @param numberName the name of the field {@code number} in chunks of this kind
     * @param valueName the name of the field {@code value}
     */
    V1ChunkKind(String numberName, String valueName) {
        this.numberName = numberName;
        this.valueName = valueName;
    }

    /** Returns the kind with a number of 32 bits; empty if there is none. */
    static Optional<V1ChunkKind> of(long number) {
        return number < values().length ? Optional.of(values()[(int) number]) : Optional.empty();
    }

    /** Returns the names of all kinds, by number. */
    static Symbols symbols() {
        Symbols symbols = Symbols.DECIMAL;
        for (V1ChunkKind kind : values()) {
            symbols = symbols.value(kind.ordinal(), kind.name());
        }
        return symbols;
    }

    String numberName() {
        return numberName;
    }

    String valueName() {
        return valueName;
    }

    /** Returns how the value is shown. */
    Symbols valueSymbols() {
        return this == END ? Symbols.HEXADECIMAL : Symbols.DECIMAL;
    }

    /** Returns whether the payload is a part of the content. */
    boolean hasContent() {
        return this == PREVIEW || this == DATA;
    }
}
