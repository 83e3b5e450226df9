// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * What each of the two parts begins with: struct adf_mstate_preh; checked by adf_mstate_preamble_def_checker().
 *
 * @param sectionCount how many follow
 * @param size of them all, in bytes
 */
record QatPreamble(int sectionCount, long size) {
    /** The first four bytes of every state. */
    static final long MAGIC = 0xadf5caeaL;

    /** Bytes of a preamble that has nothing but what is known here. */
    static final int LENGTH = 16;

    private static final int VERSION = 1;

    /**
     * Reads it, and what may stand between it and the first section.
     *
     * @param room how many bytes of the buffer the whole part may take
     */
    static QatPreamble read(QatSectionReader reader, long room) throws IOException {
        FieldReader in = reader.fieldReader();
        if (in.u32("magic", Symbols.HEXADECIMAL) != MAGIC) {
            reader.report(
                    Severity.ERROR, "BAD_MAGIC", "no part of a QAT state begins like that; the kernel refuses it");
        }
        checkVersion(reader, in.u32("version"));
        int length = in.u16("preh_len");
        if (length < LENGTH) {
            throw in.malformed(
                    "BAD_PREAMBLE_LEN",
                    "the preamble claims " + length + " bytes and has " + LENGTH
                            + "; the kernel would take the preamble for sections");
        }
        if (length > LENGTH) {
            reader.report(
                    Severity.WARNING,
                    "LONG_PREAMBLE",
                    "the preamble has " + length + " bytes instead of " + LENGTH
                            + "; the kernel passes over what it does not know");
        }
        int sections = in.u16("n_sects");
        long size = in.u32("size");
        if (length + size > room) {
            throw in.malformed(
                    "SIZE_OVERRUN",
                    "the preamble of " + length + " bytes and the sections of " + size + " take more than the " + room
                            + " bytes that the buffer has left");
        }
        in.opaque("preamble_rest", length - LENGTH);
        return new QatPreamble(sections, size);
    }

    private static void checkVersion(QatSectionReader reader, long version) {
        if (version > VERSION) {
            reader.report(
                    Severity.ERROR,
                    "UNSUPPORTED_VERSION",
                    "version " + version + " of the format; the kernel refuses everything above " + VERSION);
        } else if (version < VERSION) {
            reader.report(
                    Severity.WARNING,
                    "OLD_VERSION",
                    "version " + version + " of the format was never written; the kernel takes it for " + VERSION);
        }
    }
}
