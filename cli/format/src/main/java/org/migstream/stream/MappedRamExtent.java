// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;

/**
 * Extends an input whose recorded size does not count the slots of a mapped-ram stream: the VM state of a snapshot in an
 * image.
 */
public final class MappedRamExtent {
    /** Maximum length of a header and a configuration in bytes. */
    private static final int MAX_HEAD_LENGTH = 1 << 17;

    private MappedRamExtent() {}

    /**
     * Makes all bytes of a mapped-ram stream readable. Does nothing if the input is another stream, or a pipe. Consumes no
     * bytes.
     *
     * @param in at the start of the stream
     */
    public static void extend(ByteSource in) throws IOException {
        if (in.isSeekable() && !in.isOpenEnded() && isMappedRam(in)) {
            in.extend();
        }
    }

    private static boolean isMappedRam(ByteSource in) throws IOException {
        ByteSource head = ByteSource.of(in.openRange(in.position(), MAX_HEAD_LENGTH));
        try {
            MainStreamParser parser = new MainStreamParser(SectionSizes.NONE);
            return StreamKind.detect(head).equals(Optional.of(StreamKind.MAIN))
                    && parser.next(head) instanceof FileHeader
                    && parser.next(head) instanceof Configuration configuration
                    && configuration.isMappedRam();
        } catch (StreamException e) {
            // The reader of the stream reports the error.
            return false;
        }
    }
}
