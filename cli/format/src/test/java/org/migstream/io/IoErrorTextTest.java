// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoErrorTextTest {
    @TempDir
    private Path directory;

    /** The name of the file is a part of the command's message. */
    @Test
    void oldClasses_giveReasonWithoutName() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("a (b)"));
        IOException e = assertThrows(IOException.class, () -> new FileOutputStream(odd.toFile()).close());
        assertEquals("Is a directory", IoErrorText.of(e));
    }
}
