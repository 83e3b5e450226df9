// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * The preamble of one of the two parts of a saved state, which are named setup and state: struct adf_mstate_preh. In
 * the kernel, adf_mstate_preamble_def_checker() checks it.
 *
 * @param sectionCount the number of sections that follow
 * @param size length of all these sections together, in bytes
 * @param sizeOffset where the size is, in bytes from the start of the state
 */
record QatPreamble(int sectionCount, long size, long sizeOffset) {
    /** The first four bytes of every state. */
    static final long MAGIC = 0xadf5caeaL;

    /** Length of the known fields, in bytes. */
    static final int LENGTH = 16;

    private static final int VERSION = 1;

    /**
     * Reads the preamble, and unknown bytes between the preamble and the first section.
     *
     * @param space number of bytes left in the kernel's buffer for the whole part
     */
    static QatPreamble read(QatSectionReader reader, long space) throws IOException {
        FieldReader in = reader.fieldReader();
        if (in.u32("magic", Symbols.HEXADECIMAL) == MAGIC) {
            reader.confirmPlace();
        } else {
            reader.report(
                    Severity.ERROR,
                    "BAD_MAGIC",
                    "the preamble does not start with the magic number of QAT; the kernel refuses the state");
        }
        checkVersion(reader, in.u32("version"));
        int length = in.u16("preh_len", Symbols.BYTES);
        if (length < LENGTH) {
            throw in.malformed(
                    "BAD_PREAMBLE_LEN",
                    "the preamble claims a length of " + length + ", but has " + LENGTH + " bytes"
                            + "; the kernel would read a part of it as sections");
        }
        if (length > LENGTH) {
            reader.report(
                    Severity.WARNING,
                    "LONG_PREAMBLE",
                    "the preamble has " + length + " bytes instead of " + LENGTH + "; the kernel skips the rest");
        }
        int sections = in.u16("n_sects");
        long sizeOffset = in.position();
        long size = in.u32("size", Symbols.BYTES);
        if (length + size > space) {
            throw in.malformed(
                    "SIZE_OVERRUN",
                    "the length of the preamble (" + length + ") and the size of its sections (" + size
                            + ") exceed the space left in the buffer (" + space + ")");
        }
        in.opaque("preamble_rest", length - LENGTH);
        return new QatPreamble(sections, size, sizeOffset);
    }

    private static void checkVersion(QatSectionReader reader, long version) {
        if (version > VERSION) {
            reader.report(
                    Severity.ERROR,
                    "UNSUPPORTED_VERSION",
                    "the format has version " + version + "; the kernel refuses versions above " + VERSION);
        } else if (version < VERSION) {
            reader.report(
                    Severity.WARNING,
                    "OLD_VERSION",
                    "the format has version " + version + ", which no driver writes; the kernel treats it as "
                            + VERSION);
        }
    }
}
