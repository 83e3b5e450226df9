// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.stream.Collectors;
import org.migstream.check.CheckText;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;
import org.migstream.transfer.DeviceTransfer.Amount;
import org.migstream.transfer.DeviceTransfer.Gate;
import org.migstream.transfer.TransferReport.Result;

/** A {@link TransferReport} for people. */
public final class TransferText {
    private final TextWriter out;

    /**
     * @param out where the text goes; is not closed
     * @param colour whether the terminal shows colours
     * @param columns of the terminal, 0 if there is none
     */
    public TransferText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the report. */
    public void render(TransferReport report) throws IOException {
        String packed = report.compression() == null ? "" : " (" + report.compression() + ")";
        out.heading(report.command() + " " + Printable.name(report.stream()) + packed + ": "
                + words(report.result())
                + ", " + Printable.bytes(report.streamBytes()) + ", "
                + Printable.count(report.devices().size(), "device"));
        if (report.error() != null) {
            out.item("error", Printable.name(report.error()));
        }
        for (String warning : report.warnings()) {
            out.item("warning", Printable.name(warning));
        }
        for (DeviceTransfer device : report.devices()) {
            out.blank();
            device(device);
        }
    }

    private static String words(Result result) {
        return TransferJson.word(result).replace('-', ' ');
    }

    private void device(DeviceTransfer device) throws IOException {
        out.heading(Printable.name(device.idstr()) + ": " + Printable.name(device.device()));
        if (device.uapi() != null) {
            String driver = device.driver() == null ? "" : Printable.name(device.driver()) + ", ";
            String features = device.features().isEmpty() ? "" : " with " + String.join(", ", device.features());
            out.item("kind", driver + device.uapi() + features);
        }
        if (!device.states().isEmpty()) {
            out.item(
                    "states",
                    device.states().stream()
                            .map(entered -> entered.state() + " at " + milliseconds(entered.at()))
                            .collect(Collectors.joining(", ")));
        }
        String rounds = device.rounds() == 0 ? "" : ", " + Printable.count(device.rounds(), "round");
        out.item("running", amount(device.preCopy()) + rounds);
        out.item("stopped", amount(device.stopCopy()));
        if (device.downtime() != null) {
            out.item("downtime", milliseconds(device.downtime()));
        }
        for (Gate gate : device.gates()) {
            out.item("gate " + gate.number(), gate.verdict().name().toLowerCase(Locale.ROOT));
            CheckText.reasons(out, gate.reasons());
        }
        if (device.error() != null) {
            out.item("error", Printable.name(device.error()));
        }
        out.item("left in", device.left() == null ? "an unknown state" : device.left());
    }

    private static String amount(Amount amount) {
        return Printable.bytes(amount.bytes()) + " in " + Printable.count(amount.records(), "record");
    }

    private static String milliseconds(long microseconds) {
        return String.format(Locale.ROOT, "%.1f ms", microseconds / 1000.0);
    }
}
