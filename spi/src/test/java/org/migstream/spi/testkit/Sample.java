// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A state that a decoder must be able to read, sound or not.
 *
 * @param name for messages
 * @param bytes from the first to the last; not copied, so do not change them
 */
public record Sample(String name, byte[] bytes) {
    /** A file, such as a capture, under its own name. */
    public static Sample of(Path file) {
        try {
            return new Sample(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
