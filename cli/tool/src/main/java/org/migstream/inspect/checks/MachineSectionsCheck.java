// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import static org.migstream.report.MachineFindingCodes.STREAM_NO_MACHINE_SECTIONS;

import java.util.ArrayList;
import java.util.List;
import org.migstream.inspect.checks.StreamChecks.InputsSummary;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.report.FindingLog;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.Section;

/**
 * Checks that the stream of a machine has the sections that each machine writes: {@code timer} (QEMU {@code
 * cpu_timers_init} in softmmu/cpu-timers.c, system/cpu-timers.c) and, for each CPU, {@code cpu_common} or {@code cpu}
 * ({@code cpu_exec_realizefn} and {@code cpu_vmstate_register}), in QEMU 5.2 to 11.1. {@code globalstate} can be switched
 * off with a property. If a stream is truncated between two sections and a byte 0 follows, it ends like a whole stream, and
 * QEMU loads it without an error.
 *
 * <p>Only streams with guest memory and without a vmdescription are checked: a stream of some devices has no memory, and
 * a vmdescription lists the sections.
 */
final class MachineSectionsCheck implements StreamCheck {
    private boolean timer;
    private boolean cpu;

    @Override
    public void visit(Element element, FindingLog findings) {
        if (element instanceof Section head && head.kind() == Section.Kind.FULL) {
            String idstr = head.key().idstr();
            timer |= idstr.equals("timer");
            cpu |= idstr.equals("cpu") || idstr.equals("cpu_common");
        }
    }

    @Override
    public void finishInputs(InputsSummary inputs, FindingLog findings) {
        StreamOutline outline = inputs.outline();
        if (inputs.outcome() != ReadOutcome.COMPLETE || outline.ram() == null || outline.vmdesc() != null) {
            return;
        }
        List<String> missing = new ArrayList<>();
        if (!timer) {
            missing.add("timer");
        }
        if (!cpu) {
            missing.add("cpu");
        }
        if (!missing.isEmpty()) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    STREAM_NO_MACHINE_SECTIONS,
                    "the stream has no section \"" + String.join("\" and no section \"", missing)
                            + "\", which each machine writes: it is probably truncated before them; QEMU loads it"
                            + " without an error"));
        }
    }
}
