// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes an I/O error in words. The message of Java's own exceptions is often only the name of the file. */
public final class IoErrorText {
    private static final String LOST_BYTES =
            "the name has bytes that are not characters in this locale, and Java cannot open"
                    + " the file: rename it, or give it as standard input (- < FILE)";

    private IoErrorText() {}

    /** Returns the reason without the name of the file. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return NameText.hasLostBytes(String.valueOf(missing.getFile())) ? LOST_BYTES : "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileNotFoundException missing) {
            return withoutName(String.valueOf(missing.getMessage()));
        }
        if (e instanceof FileSystemException failed && failed.getReason() != null) {
            return failed.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** The older classes of Java write {@code NAME (Is a directory)}, also if the file exists. */
    private static String withoutName(String message) {
        int start = message.lastIndexOf(" (");
        return start < 0 || !message.endsWith(")") ? message : message.substring(start + 2, message.length() - 1);
    }
}
