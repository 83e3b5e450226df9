// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A decoder declares which bytes are structure, and which numbers depend on other bytes. */
class ContentDeclarationTest {
    private final List<String> declared = new ArrayList<>();

    /** Notes what a decoder declares, and ignores everything else. */
    private final FieldSink sink = new FieldSink() {
        @Override
        public void field(Field field) {
            // Not a declaration.
        }

        @Override
        public void beginGroup(String name, long offset) {
            // Not a declaration.
        }

        @Override
        public void endGroup(long end) {
            // Not a declaration.
        }

        @Override
        public void fact(String key, String value) {
            // Not a declaration.
        }

        @Override
        public void finding(Finding finding) {
            // Not a declaration.
        }

        @Override
        public void restart(long offset, String reason) {
            // Not a declaration.
        }

        @Override
        public void structure(long offset, long length) {
            declared.add("structure " + offset + "+" + length);
        }

        @Override
        public void expectedNumber(long offset, int width, ByteOrder order, long value, long expected) {
            declared.add("number " + offset + "+" + width + " " + order + " " + value + " " + expected);
        }
    };

    private FieldReader reader(int length) {
        return FieldReader.of(new ByteArrayInputStream(new byte[length]), sink);
    }

    /** Pieces of 10 bytes with a header of 4 bytes; the last piece has only its header. */
    @Test
    void structureOfPieces_isDeclared() throws IOException {
        FieldReader in = reader(30);
        in.u8("before");
        in.opaqueRun("run", new OpaquePieces() {
            private int pieces;

            @Override
            public long nextLength() {
                return switch (pieces++) {
                    case 0, 1 -> 10;
                    case 2 -> 3;
                    default -> 0;
                };
            }

            @Override
            public long structureLength() {
                return 4;
            }

            @Override
            public void visit(ByteBuffer part) {
                // Nothing to check.
            }
        });
        assertEquals(List.of("structure 1+4", "structure 11+4", "structure 21+3"), declared);
    }

    @Test
    void dependentNumber_isDeclared() {
        reader(4).expectNumber(2, 2, ByteOrder.BIG_ENDIAN, 7, 9);
        assertEquals(List.of("number 2+2 BIG_ENDIAN 7 9"), declared);
    }

    /** Without a declaration, only numbers are structure. */
    @Test
    void defaultContent_isAllButNumbers() {
        StateDecoder decoder = new LambdaDecoder(in -> {});
        assertFalse(
                decoder.isContent(field(new FieldValue.Number(1, 2, false, ByteOrder.LITTLE_ENDIAN, Symbols.DECIMAL))));
        assertTrue(decoder.isContent(field(new FieldValue.Text("name"))));
        assertTrue(decoder.isContent(field(new FieldValue.Bytes(new byte[2]))));
        assertTrue(decoder.isContent(field(new FieldValue.Opaque(Optional.empty()))));
        assertTrue(decoder.isContent(field(new FieldValue.Filler())));
    }

    private static Field field(FieldValue value) {
        return Field.of("field", 0, 2, value);
    }
}
