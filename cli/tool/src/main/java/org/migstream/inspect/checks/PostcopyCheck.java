// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.MigrationModeFindingCodes.STREAM_POSTCOPY;
import static org.migstream.report.MigrationModeFindingCodes.STREAM_POSTCOPY_COMMANDS;

import java.util.Optional;
import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Element;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.PackageEnd;
import org.migstream.stream.Section;

/**
 * Follows the commands of postcopy as the destination does, and reports the first one that QEMU refuses. The order is
 * POSTCOPY_ADVISE, any number of POSTCOPY_RAM_DISCARD, then a package with POSTCOPY_LISTEN, the sections of the devices
 * and POSTCOPY_RUN, then the remaining pages ({@code loadvm_postcopy_handle_advise}, {@code _listen} and {@code _run},
 * {@code loadvm_postcopy_ram_handle_discard} and {@code loadvm_handle_cmd_packaged} in migration/savevm.c, QEMU 5.2 to
 * 10.2; QEMU 11.1.3 has the same messages). A stream with POSTCOPY_ADVISE alone is a precopy stream.
 */
final class PostcopyCheck implements StreamCheck {
    /** The states of QEMU's {@code PostcopyState} in migration/postcopy-ram.h; the ordinals are QEMU's numbers. */
    private enum State {
        NONE,
        ADVISE,
        DISCARD,
        LISTENING,
        RUNNING
    }

    private State state = State.NONE;
    private boolean inPackage;
    private boolean refused;

    @Override
    public void visit(Element element, FindingLog findings) {
        if (refused) {
            return;
        }
        if (element instanceof Command command) {
            checkCommand(command, findings);
        } else if (element instanceof Section head) {
            checkSection(head, findings);
        } else if (element instanceof PackageEnd) {
            inPackage = false;
            if (state != State.RUNNING) {
                refuse(
                        element,
                        "the package ends without the command POSTCOPY_RUN: QEMU never starts the guest",
                        findings);
            }
        } else if (element instanceof EndOfStream && state == State.DISCARD) {
            findings.add(Finding.at(
                    element.offset(),
                    Severity.WARNING,
                    STREAM_POSTCOPY_COMMANDS,
                    "the stream ends after the command POSTCOPY_RAM_DISCARD, without POSTCOPY_LISTEN and"
                            + " POSTCOPY_RUN: QEMU 10.0 and older never start the guest"));
        }
    }

    /** Checks a command. QEMU reads nothing of a package after POSTCOPY_RUN, so such commands do no harm. */
    private void checkCommand(Command command, FindingLog findings) {
        Optional<Command.Name> name = command.name();
        if (name.isEmpty() || inPackage && state == State.RUNNING) {
            return;
        }
        switch (name.get()) {
            case PACKAGED:
                inPackage = true;
                break;
            case POSTCOPY_ADVISE:
                enter(State.ADVISE, state == State.NONE, command, findings);
                break;
            case POSTCOPY_RAM_DISCARD:
                enter(State.DISCARD, state == State.ADVISE || state == State.DISCARD, command, findings);
                break;
            case POSTCOPY_LISTEN:
                enter(State.LISTENING, state == State.ADVISE || state == State.DISCARD, command, findings);
                break;
            case POSTCOPY_RUN:
                enter(State.RUNNING, state == State.LISTENING, command, findings);
                break;
            default:
                break;
        }
    }

    private void enter(State next, boolean allowed, Command command, FindingLog findings) {
        String name = command.name().orElseThrow().name();
        if (!allowed) {
            refuse(
                    command,
                    "the command %s is not allowed here: QEMU fails with: CMD_%s in wrong postcopy state (%d)"
                            .formatted(name, name, state.ordinal()),
                    findings);
        } else if (next == State.LISTENING && !inPackage) {
            refuse(
                    command,
                    "the command POSTCOPY_LISTEN is not in a package: two threads of QEMU then read the rest of the stream"
                            + " at the same time, and QEMU aborts",
                    findings);
        } else if (inPackage && command.bodyLength() > 0) {
            refuse(
                    command,
                    "the command " + name + " is in a package: QEMU reads its data after the package",
                    findings);
        } else {
            state = next;
            if (next == State.RUNNING) {
                reportPostcopy(command, findings);
            }
        }
    }

    private static void reportPostcopy(Command run, FindingLog findings) {
        findings.add(
                Finding.at(
                        run.offset(),
                        Severity.INFO,
                        STREAM_POSTCOPY,
                        "postcopy starts here: the guest runs on the destination, and the source sends the remaining pages"
                                + " (with postcopy-preempt, some of them over another connection); such a stream has no vmdescription"));
    }

    /** Checks that a device has its section in the package before POSTCOPY_RUN, or before the package. */
    private void checkSection(Section head, FindingLog findings) {
        if (state != State.RUNNING) {
            return;
        }
        if (inPackage) {
            refuse(
                    head,
                    "this section is in the package after POSTCOPY_RUN, where QEMU does not load it: the length of the"
                            + " package is wrong, or a section before it is lost",
                    findings);
        } else if (head.kind().hasIdstr()) {
            refuse(
                    head,
                    "this section is after POSTCOPY_RUN and outside of the package: QEMU loads it in the thread that"
                            + " receives pages, while the guest runs",
                    findings);
        }
    }

    private void refuse(Element element, String message, FindingLog findings) {
        refused = true;
        findings.add(
                Finding.at(element.offset(), Severity.ERROR, STREAM_POSTCOPY_COMMANDS, message),
                element instanceof Section head ? head.key() : null,
                null);
    }
}
