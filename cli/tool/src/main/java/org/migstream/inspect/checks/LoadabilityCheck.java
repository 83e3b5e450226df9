// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.InspectionFindingCodes.STREAM_MACHINE;
import static org.migstream.report.InspectionFindingCodes.STREAM_SECTION_VERSION;
import static org.migstream.report.InspectionFindingCodes.STREAM_UNKNOWN_COMMAND;
import static org.migstream.report.InspectionFindingCodes.STREAM_UNKNOWN_HANDLER;
import static org.migstream.report.InspectionFindingCodes.STREAM_UNKNOWN_INSTANCE;
import static org.migstream.report.MigrationModeFindingCodes.STREAM_COLO;
import static org.migstream.report.MigrationModeFindingCodes.STREAM_NO_RETURN_PATH;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** Finds elements whose framing is correct, but which every known version of QEMU refuses to load. */
final class LoadabilityCheck implements StreamCheck {
    private static final SectionKey RAM_KEY = new SectionKey("ram", 0);
    /** The only version that QEMU migration/ram.c {@code ram_load} accepts. */
    private static final long RAM_VERSION = 4;
    /** The only version that QEMU hw/vfio/migration.c {@code vfio_migration_init} registers. */
    private static final long VFIO_VERSION = 1;

    /** The commands that the destination answers over the return path (QEMU migration/savevm.c {@code loadvm_process_command}). */
    private static final Set<Command.Name> ANSWERED = Set.of(Command.Name.PING, Command.Name.RECV_BITMAP);

    private boolean hasReturnPath;

    @Override
    public void visit(Element element, FindingLog findings) {
        if (element instanceof Configuration configuration) {
            checkMachine(configuration, findings);
        } else if (element instanceof Command command) {
            checkCommand(command, findings);
        } else if (element instanceof Section head && head.kind().hasIdstr()) {
            checkSection(head, findings);
        }
    }

    private static void checkMachine(Configuration configuration, FindingLog findings) {
        if (!isPrintable(configuration.machine())) {
            error(
                    findings,
                    configuration.offset(),
                    STREAM_MACHINE,
                    "the machine type is damaged: it has characters other than printable ASCII",
                    null);
        }
    }

    private static boolean isPrintable(String machine) {
        for (int i = 0; i < machine.length(); i++) {
            if (machine.charAt(i) <= 0x20 || machine.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private void checkCommand(Command command, FindingLog findings) {
        hasReturnPath |= command.is(Command.Name.OPEN_RETURN_PATH);
        if (command.name().isEmpty()) {
            error(
                    findings,
                    command.offset(),
                    STREAM_UNKNOWN_COMMAND,
                    "unknown command %d (QEMU fails with: MIG_CMD 0x%x unknown)"
                            .formatted(command.code(), command.code()),
                    null);
        } else if (command.is(Command.Name.ENABLE_COLO)) {
            findings.add(Finding.at(
                    command.offset(),
                    Severity.WARNING,
                    STREAM_COLO,
                    "command ENABLE_COLO: QEMU 10.2 and older load the stream with the capability x-colo; QEMU 11.1 fails"
                            + " with: MIG_CMD 0x8 deprecated (len 0x0)"));
        } else if (!hasReturnPath && command.name().filter(ANSWERED::contains).isPresent()) {
            error(
                    findings,
                    command.offset(),
                    STREAM_NO_RETURN_PATH,
                    "the destination answers the command " + command.name().get()
                            + " over the return path, but no command OPEN_RETURN_PATH comes before it: QEMU fails to load"
                            + " the stream",
                    null);
        }
    }

    private static void checkSection(Section head, FindingLog findings) {
        if (head.key().idstr().equals(RAM_KEY.idstr())) {
            checkVersion(head, RAM_VERSION, findings);
            if (!head.key().equals(RAM_KEY)) {
                error(
                        findings,
                        head.offset(),
                        STREAM_UNKNOWN_INSTANCE,
                        "the section has instance " + head.key().instanceId() + ", but its handler has only instance 0",
                        head.key());
            }
        } else if (head.isVfio()) {
            checkVersion(head, VFIO_VERSION, findings);
        } else if (head.kind() == Section.Kind.START && head.framing() == Section.Framing.SCANNED) {
            findings.add(
                    Finding.at(
                            head.offset(),
                            Severity.WARNING,
                            STREAM_UNKNOWN_HANDLER,
                            "no handler of this name is known that sends data before the guest stops: the data are not"
                                    + " decoded, and whether an END section is missing is not known"),
                    head.key(),
                    null);
        }
    }

    private static void checkVersion(Section head, long knownVersion, FindingLog findings) {
        if (head.versionId() != knownVersion) {
            error(
                    findings,
                    head.offset(),
                    STREAM_SECTION_VERSION,
                    "the section has version " + head.versionId() + ", but only version " + knownVersion + " is known",
                    head.key());
        }
    }

    private static void error(
            FindingLog findings, long offset, FindingCode code, String message, @Nullable SectionKey key) {
        findings.add(Finding.at(offset, Severity.ERROR, code, message), key, null);
    }
}
