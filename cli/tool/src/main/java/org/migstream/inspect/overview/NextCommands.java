// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.overview;

import static org.migstream.report.InspectionFindingCodes.MULTIFD_CHANNELS_NEEDED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.inspect.overview.Overview.FindingRow;
import org.migstream.inspect.overview.Overview.NextCommand;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.inspect.report.Standing;
import org.migstream.inspect.report.StreamReport;
import org.migstream.spi.Severity;
import org.migstream.stream.StreamKind;

/** Chooses the commands that help with an input. */
final class NextCommands {
    private static final String INSPECT = "inspect";

    private final StreamReport report;
    private final List<String> options;
    private final List<NextCommand> commands = new ArrayList<>();

    private NextCommands(StreamReport report, List<String> options) {
        this.report = report;
        this.options = options;
    }

    /**
     * Returns the commands, the most helpful first.
     *
     * @param options words that each command needs to read the same input
     */
    static List<NextCommand> of(
            StreamReport report, List<DeviceRow> rows, List<FindingRow> findings, List<String> options) {
        NextCommands next = new NextCommands(report, options);
        if (report.input().kind() == null) {
            next.add(List.of("explain", codeOfWorst(findings)), "explain the finding");
            return next.commands;
        }
        if (report.findings().hasCode(MULTIFD_CHANNELS_NEEDED)) {
            next.add(INSPECT, List.of("--channel", "CHANNEL"), "add each recording of a channel");
        }
        Optional<DeviceRow> worst = worstDevice(rows, findings);
        if (worst.isPresent() && worst.get().key() != null) {
            String idstr = worst.get().key().idstr();
            List<String> option = idstr.startsWith("-") ? List.of("--device=" + idstr) : List.of("--device", idstr);
            next.add(INSPECT, option, "show all of a device");
        } else if (!rows.isEmpty()) {
            next.add(INSPECT, List.of("--all"), "show all fields");
        }
        boolean isBroken = InspectionVerdict.of(report).standing() == Standing.BROKEN;
        if (!isBroken && StreamKind.MAIN.label().equals(report.input().kind())) {
            next.add("check", List.of(), "decide whether the stream is sound");
        }
        if (isBroken) {
            next.add("bundle", List.of("-o", "ticket.tar.zst"), "make an archive to send to a vendor");
        }
        if (!findings.isEmpty() && findings.get(0).severity() != Severity.INFO) {
            next.add(List.of("explain", codeOfWorst(findings)), "explain the worst finding");
        }
        if (report.outline().sections().size() > 0) {
            next.add(INSPECT, List.of("--sections"), "list the sections");
        }
        return next.commands;
    }

    private static String codeOfWorst(List<FindingRow> findings) {
        return findings.isEmpty() ? "" : findings.get(0).code();
    }

    /** Returns the device of the worst finding; if it is about no device, the first of the devices in the worst state. */
    private static Optional<DeviceRow> worstDevice(List<DeviceRow> rows, List<FindingRow> findings) {
        String named = findings.isEmpty() ? "" : findings.get(0).device();
        Optional<DeviceRow> worst = Optional.empty();
        Standing standing = Standing.SOUND;
        for (DeviceRow row : rows) {
            if (row.name().equals(named)) {
                return Optional.of(row);
            }
            if (worst.isEmpty() || row.verdict().standing().compareTo(standing) > 0) {
                worst = Optional.of(row);
                standing = row.verdict().standing();
            }
        }
        return worst;
    }

    /** Adds a command that reads the same input. */
    private void add(String command, List<String> before, String purpose) {
        List<String> words = new ArrayList<>(List.of("migstream", command));
        words.addAll(before);
        words.addAll(options);
        words.add(
                isDescriptor(report.input().name())
                        ? NextCommand.PIPE
                        : report.input().name());
        commands.add(new NextCommand(words, before, purpose));
    }

    /** Returns whether a name is that of a descriptor, as for {@code <(command)}, which is gone with the command. */
    private static boolean isDescriptor(String name) {
        return name.startsWith("/dev/fd/") || name.equals("/dev/stdin");
    }

    /** Adds a command without an input. */
    private void add(List<String> command, String purpose) {
        List<String> words = new ArrayList<>(List.of("migstream"));
        words.addAll(command);
        commands.add(new NextCommand(words, List.of(), purpose));
    }
}
