// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Description and payload disagree: nothing that follows in this payload can be trusted. */
final class VmStateMismatchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    VmStateMismatchException(long offset, String code, String message) {
        this(offset, Severity.ERROR, code, message);
    }

    VmStateMismatchException(long offset, Severity severity, String code, String message) {
        super(message, null, false, false);
        finding = Finding.at(offset, severity, code, message);
    }

    Finding finding() {
        return finding;
    }
}
