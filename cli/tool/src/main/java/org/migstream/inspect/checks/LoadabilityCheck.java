// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;
import org.migstream.stream.SectionKey;

/** What is framed soundly and yet refused by every QEMU that loads it. */
public final class LoadabilityCheck {
    private static final SectionKey RAM_KEY = new SectionKey("ram", 0);
    /** QEMU migration/ram.c {@code ram_load}. */
    private static final long RAM_VERSION = 4;
    /** QEMU hw/vfio/migration.c {@code vfio_migration_init}. */
    private static final long VFIO_VERSION = 1;

    private final FindingLog findings;

    public LoadabilityCheck(FindingLog findings) {
        this.findings = findings;
    }

    public void checkConfiguration(Configuration configuration) {
        if (configuration.machine().chars().anyMatch(c -> c <= 0x20 || c > 0x7e)) {
            error(configuration.offset(), "stream.machine", "the machine type's name is no word: it is damaged", null);
        }
    }

    public void checkCommand(Command command) {
        if (command.name().isEmpty()) {
            error(
                    command.offset(),
                    "stream.unknown-command",
                    "command " + command.code()
                            + " is not known (QEMU says: MIG_CMD 0x%x unknown)".formatted(command.code()),
                    null);
        }
    }

    public void checkSection(Section head) {
        if (!head.kind().hasIdstr()) {
            return;
        }
        if (head.key().idstr().equals(RAM_KEY.idstr())) {
            checkVersion(head, RAM_VERSION);
            if (!head.key().equals(RAM_KEY)) {
                error(
                        head.offset(),
                        "stream.unknown-instance",
                        "instance " + head.key().instanceId() + " of a handler that has only instance 0",
                        head.key());
            }
        } else if (head.isVfio()) {
            checkVersion(head, VFIO_VERSION);
        } else if (head.kind() == Section.Kind.START && head.framing() == Section.Framing.SCANNED) {
            findings.add(
                    Finding.at(
                            head.offset(),
                            Severity.WARNING,
                            "stream.unknown-handler",
                            "no QEMU known sends a device of this name in rounds: the name may be damaged, and what it"
                                    + " sent is not understood"),
                    head.key(),
                    null);
        }
    }

    private void checkVersion(Section head, long only) {
        if (head.versionId() != only) {
            error(
                    head.offset(),
                    "stream.section-version",
                    "the section has version " + head.versionId() + ", but only " + only + " is known",
                    head.key());
        }
    }

    private void error(long offset, String code, String message, SectionKey key) {
        findings.add(Finding.at(offset, Severity.ERROR, code, message), key, null);
    }
}
