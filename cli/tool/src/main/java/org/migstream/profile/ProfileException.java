// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.IOException;

/** A profile is malformed. The message contains the line and the column if they are known. */
public final class ProfileException extends IOException {
    private static final long serialVersionUID = 1;

    ProfileException(String message) {
        super(message);
    }
}
