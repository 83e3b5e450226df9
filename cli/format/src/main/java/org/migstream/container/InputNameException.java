// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.nio.file.FileSystemException;

/**
 * The part of an input's name after the file name is wrong: the snapshot does not exist, or the offset is not a number. This
 * is an error of the argument, unlike a file that cannot be read (an error of the machine) or a damaged stream.
 */
public final class InputNameException extends FileSystemException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with the whole name and the reason. */
    InputNameException(String name, String reason) {
        super(name, null, reason);
    }
}
