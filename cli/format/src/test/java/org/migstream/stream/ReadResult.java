// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;

/**
 * The result of reading a stream.
 *
 * @param code of the exception; {@code end} if there was none
 * @param offset of the exception, or the number of bytes read
 */
public record ReadResult(List<Element> elements, String code, long offset) {
    /** The code of a stream that was read to its end. */
    public static final String END = "end";

    /** Reads a pipe. */
    public static ReadResult of(byte[] stream) throws IOException {
        return of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
    }

    /** Reads and closes a source and skips all bodies. Exceptions other than {@link StreamException} are thrown. */
    public static ReadResult of(ByteSource source, SectionSizes known) throws IOException {
        List<Element> elements = new ArrayList<>();
        try (source) {
            MigrationReader reader = MigrationReader.of(source, known);
            for (Element element; (element = reader.next()) != null; ) {
                elements.add(element);
            }
            return new ReadResult(elements, END, reader.position());
        } catch (StreamException e) {
            return new ReadResult(elements, e.code(), e.offset());
        }
    }
}
