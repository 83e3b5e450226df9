// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.function.IntSupplier;

/** The kinds of input of a {@link ByteSource}. A test must have the same result for all kinds. */
public enum InputVariant {
    FILE {
        @Override
        public ByteSource open(byte[] bytes) throws IOException {
            return file(bytes, 0);
        }
    },
    /** A channel whose position is after bytes that do not belong to the input. */
    FILE_WITH_OFFSET {
        @Override
        public ByteSource open(byte[] bytes) throws IOException {
            return file(bytes, 777);
        }
    },
    PIPE {
        @Override
        public ByteSource open(byte[] bytes) {
            return ByteSource.of(new ByteArrayInputStream(bytes));
        }
    },
    /** A descriptor with a channel, which need not be a pipe, and of which the first bytes were read already. */
    DESCRIPTOR {
        @Override
        public ByteSource open(byte[] bytes) throws IOException {
            Path path = Files.createTempFile("input", null);
            Files.write(path, bytes);
            FileInputStream in = new FileInputStream(path.toFile());
            Files.delete(path);
            return ByteSource.of(in, in.readNBytes(16));
        }
    },
    ONE_BYTE {
        @Override
        public ByteSource open(byte[] bytes) {
            return chunks(bytes, () -> 1);
        }
    },
    THREE_BYTES {
        @Override
        public ByteSource open(byte[] bytes) {
            return chunks(bytes, () -> 3);
        }
    },
    SEVEN_BYTES {
        @Override
        public ByteSource open(byte[] bytes) {
            return chunks(bytes, () -> 7);
        }
    },
    THOUSAND_BYTES {
        @Override
        public ByteSource open(byte[] bytes) {
            return chunks(bytes, () -> 1000);
        }
    },
    RANDOM_CHUNKS {
        @Override
        public ByteSource open(byte[] bytes) {
            Random random = new Random(bytes.length);
            return chunks(bytes, () -> 1 + random.nextInt(1 << random.nextInt(18)));
        }
    };

    /** Returns a source of exactly these bytes. */
    public abstract ByteSource open(byte[] bytes) throws IOException;

    private static ByteSource file(byte[] bytes, int offset) throws IOException {
        Path path = Files.createTempFile("input", null);
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
        channel.write(ByteBuffer.allocate(offset));
        channel.write(ByteBuffer.wrap(bytes));
        return ByteSource.of(channel.position(offset));
    }

    private static ByteSource chunks(byte[] bytes, IntSupplier size) {
        return ByteSource.of(new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(length, size.getAsInt()));
            }
        });
    }
}
