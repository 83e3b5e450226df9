// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import static org.migstream.io.InputFindingCodes.INPUT_MAX_OUTPUT;

import org.migstream.spi.FindingCode;

/** A further read would exceed a limit of migstream on memory, output or nesting. The message names the limit. */
public final class LimitExceededException extends StreamException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception; see {@link StreamException}. */
    public LimitExceededException(FindingCode code, long offset, String message) {
        super(code, offset, message);
    }

    /**
     * Returns the exception for a container that holds more bytes than the user allows.
     *
     * @param limit the maximum number of decompressed bytes, which is also the offset of the exception
     * @param container the name of the container format in reports
     */
    public static LimitExceededException ofMaxOutput(long limit, String container) {
        return new LimitExceededException(
                INPUT_MAX_OUTPUT,
                limit,
                "the " + container + " container holds more than the allowed " + limit
                        + " bytes; if the input is trusted, allow more with --max-output");
    }

    @Override
    public LimitExceededException withOffset(long newOffset) {
        return new LimitExceededException(findingCode(), newOffset, getMessage());
    }
}
