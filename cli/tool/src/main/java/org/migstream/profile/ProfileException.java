// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.IOException;

/**
 * A profile is malformed, or has an unsupported version. The message contains the line and the column if they are known.
 */
public final class ProfileException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean unsupported;

    ProfileException(String message) {
        this(message, false);
    }

    private ProfileException(String message, boolean unsupported) {
        super(message);
        this.unsupported = unsupported;
    }

    /** Returns the exception for a version that is not supported, with the message of the cause. */
    static ProfileException ofUnsupportedVersion(IOException cause) {
        return new ProfileException(String.valueOf(cause.getMessage()), true);
    }

    /** Returns whether the profile has another version, so that it may be well-formed. */
    public boolean isUnsupported() {
        return unsupported;
    }
}
