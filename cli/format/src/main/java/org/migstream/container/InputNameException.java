// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.nio.file.FileSystemException;

/**
 * What an input's name asks for behind the name of the file cannot be had: there is no such snapshot, or can be no such
 * offset. That is an argument's fault; a file that cannot be read is the machine's, and one that is cut its own.
 */
public final class InputNameException extends FileSystemException {
    private static final long serialVersionUID = 1;

    InputNameException(String name, String reason) {
        super(name, null, reason);
    }
}
