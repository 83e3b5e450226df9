// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.IOException;

/** A profile cannot be read; the message says what is wrong and, if it is in one place, in which line and column. */
public final class ProfileException extends IOException {
    private static final long serialVersionUID = 1;

    ProfileException(String message) {
        super(message);
    }
}
