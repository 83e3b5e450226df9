// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;

/** {@link Transfer#abort} ended the transfer; there is nothing to be told that its caller does not know. */
public final class TransferAbortedException extends IOException {
    private static final long serialVersionUID = 1;

    TransferAbortedException() {
        super("the transfer was abandoned");
    }
}
