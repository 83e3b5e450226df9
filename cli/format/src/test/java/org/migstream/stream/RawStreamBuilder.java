// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;

/**
 * Builds a stream field by field. {@link StreamBuilder} builds a stream from elements, so this class is an independent
 * check that elements are written correctly.
 */
public final class RawStreamBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteSink sink = new ByteSink(bytes);

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public RawStreamBuilder u8(int... values) throws IOException {
        for (int value : values) {
            sink.writeU8(value);
        }
        return this;
    }

    public RawStreamBuilder be16(int... values) throws IOException {
        for (int value : values) {
            sink.writeBe16(value);
        }
        return this;
    }

    public RawStreamBuilder be32(long... values) throws IOException {
        for (long value : values) {
            sink.writeBe32(value);
        }
        return this;
    }

    public RawStreamBuilder be64(long... values) throws IOException {
        for (long value : values) {
            sink.writeBe64(value);
        }
        return this;
    }

    public RawStreamBuilder countedString(String name) throws IOException {
        sink.writeCountedString(name);
        return this;
    }

    /** Adds a name in a field, padded with NUL. */
    public RawStreamBuilder paddedString(String name, int length) throws IOException {
        sink.writeString(name);
        return fill(0, length - name.length());
    }

    public RawStreamBuilder fill(int value, int count) throws IOException {
        byte[] filling = new byte[count];
        Arrays.fill(filling, (byte) value);
        sink.writeBytes(filling, count);
        return this;
    }

    public RawStreamBuilder bytes(byte... more) throws IOException {
        sink.writeBytes(more, more.length);
        return this;
    }

    /** Reads a stream and writes each element again, up to the first exception; returns the written bytes. */
    static byte[] readAndRewrite(byte[] stream) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(stream.length);
        MigrationWriter writer = new MigrationWriter(copy);
        try (ByteSource source = ByteSource.of(new ByteArrayInputStream(stream))) {
            MigrationReader reader = MigrationReader.of(source, SectionSizes.NONE);
            for (Element element; (element = reader.next()) != null; ) {
                writer.write(element, reader.body());
            }
        } catch (StreamException e) {
            return copy.toByteArray();
        }
        return copy.toByteArray();
    }
}
