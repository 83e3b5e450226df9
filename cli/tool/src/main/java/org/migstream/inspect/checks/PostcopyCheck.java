// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.MigrationModeFindingCodes.STREAM_POSTCOPY;

import org.migstream.report.FindingLog;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Command;
import org.migstream.stream.Element;

/**
 * Reports that the migration switched to postcopy. The command POSTCOPY_RUN starts the guest on the destination ({@code
 * loadvm_postcopy_handle_run} in migration/savevm.c). Before it, the source sent the devices' states as a package, and
 * after it the remaining pages.
 */
final class PostcopyCheck implements StreamCheck {
    private boolean reported;

    @Override
    public void visit(Element element, FindingLog findings) {
        if (element instanceof Command command && command.is(Command.Name.POSTCOPY_RUN) && !reported) {
            reported = true;
            findings.add(
                    Finding.at(
                            element.offset(),
                            Severity.INFO,
                            STREAM_POSTCOPY,
                            "postcopy starts here: the guest runs on the destination, and the source sends the remaining pages"
                                    + " (with postcopy-preempt, some of them over another connection); such a stream has no vmdescription"));
        }
    }
}
