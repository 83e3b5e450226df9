// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import static org.migstream.io.FindingCodeList.SAVE_AGAIN;

import java.util.List;
import org.migstream.io.FindingCodeList;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/** Declares the finding codes of postcopy, COLO and CPR, and of the commands with which source and destination agree on them. */
public final class MigrationModeFindingCodes {
    private static final FindingCodeList CODES = new FindingCodeList();

    public static final FindingCode STREAM_POSTCOPY = CODES.declare(
            "stream.postcopy",
            Severity.INFO,
            FindingCategory.LOADABILITY,
            "the migration switched to postcopy: the guest ran on the destination before all pages had been sent, and a"
                    + " stream with postcopy has no vmdescription",
            null);

    public static final FindingCode STREAM_POSTCOPY_COMMANDS = CODES.declare(
            "stream.postcopy-commands",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the commands of postcopy are not in the order that QEMU needs, or a section is not where QEMU loads it: after"
                    + " POSTCOPY_ADVISE comes POSTCOPY_RAM_DISCARD, then a package with POSTCOPY_LISTEN, the sections of"
                    + " the devices and POSTCOPY_RUN",
            SAVE_AGAIN);

    public static final FindingCode STREAM_NO_RETURN_PATH = CODES.declare(
            "stream.no-return-path",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the destination answers a command over the return path, but the stream does not open it before",
            SAVE_AGAIN);

    public static final FindingCode STREAM_COMMAND_DATA = CODES.declare(
            "stream.command-data",
            Severity.ERROR,
            FindingCategory.LOADABILITY,
            "the data of a command are not what QEMU sends, and QEMU refuses them",
            SAVE_AGAIN);

    public static final FindingCode STREAM_COLO = CODES.declare(
            "stream.colo",
            Severity.WARNING,
            FindingCategory.LOADABILITY,
            "the stream has the command ENABLE_COLO, which QEMU 10.2 accepts and QEMU 11.1 refuses",
            "load the stream with QEMU 10.2 or older, or remove the command: migstream convert --drop ENABLE_COLO");

    public static final FindingCode STREAM_CPR_DEVICE = CODES.declare(
            "stream.cpr-device",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "CPR hands this VFIO device over to the new QEMU process as an open descriptor, so the stream has only its PCI"
                    + " configuration and interrupts, not its state",
            "load the stream only with the QEMU process that receives the descriptors of the source");

    public static final FindingCode STREAM_CPR_STATE = CODES.declare(
            "stream.cpr-state",
            Severity.INFO,
            FindingCategory.SUMMARY,
            "the input is a CPR state: it lists the descriptors that a QEMU process hands over to a new process; the"
                    + " migration stream is another input",
            null);

    public static final FindingCode RAM_LEFT_OUT = CODES.declare(
            "ram.left-out",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "the stream lists RAM blocks without their pages: the source left them out, or, if nothing in the stream"
                    + " shows this, they may be lost",
            "start the destination with the same shared memory");

    public static final FindingCode RAM_MISSING_PAGES = CODES.declare(
            "ram.missing-pages",
            Severity.WARNING,
            FindingCategory.MISSING_DATA,
            "the stream does not have all pages of guest memory, or it is not known whether it has them: the guest"
                    + " reported pages as free, the source sent pages over another connection, or they are lost",
            "if the guest has neither virtio-balloon nor virtio-mem, save the virtual machine again; record migrations"
                    + " without postcopy-preempt");

    private MigrationModeFindingCodes() {}

    /** Returns all codes of this class, in the order of their declaration. */
    public static List<FindingCode> all() {
        return CODES.toList();
    }
}
