// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A state, valid or damaged, that a decoder must be able to read.
 *
 * @param name for messages
 * @param bytes the whole state; not copied, so do not change it
 */
public record Sample(String name, byte[] bytes) {
    /** Reads a sample from a file, such as a capture; the name of the file is its name. */
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
