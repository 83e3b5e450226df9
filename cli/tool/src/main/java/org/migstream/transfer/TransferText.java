// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.stream.Collectors;
import org.migstream.check.CheckText;
import org.migstream.guest.SavedConfiguration;
import org.migstream.pci.GuestFunction.ReplacedRegister;
import org.migstream.profile.MsixSource;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.transfer.DeviceTransfer.DeviceError;
import org.migstream.transfer.DeviceTransfer.GateResult;
import org.migstream.transfer.DeviceTransfer.StateRequest;
import org.migstream.transfer.DeviceTransfer.TransferredData;
import org.migstream.transfer.Transfer.TransferReport;
import org.migstream.transfer.Transfer.TransferReport.Result;

/** Renders a {@link TransferReport} as text. */
public final class TransferText {
    private final TextWriter out;

    /**
     * @param out receives the text; this class does not close it
     * @param colour whether colours are used
     * @param columns the width of the terminal; 0 without a terminal
     */
    public TransferText(Writer out, boolean colour, int columns) {
        this.out = new TextWriter(out, colour, columns);
    }

    /** Writes the report. */
    public void render(TransferReport report) throws IOException {
        String compression = report.compression() == null ? "" : " (" + report.compression() + ")";
        out.heading(report.command() + " " + PrintableText.escape(report.stream()) + compression + ": "
                + resultWords(report.result())
                + ", " + PrintableText.formatBytes(report.streamBytes()) + ", "
                + PrintableText.formatCount(report.devices().size(), "device"));
        if (report.error() != null) {
            out.item("error", PrintableText.escape(report.error()));
        }
        for (String warning : report.warnings()) {
            out.item("warning", PrintableText.escape(warning));
        }
        for (DeviceTransfer device : report.devices()) {
            out.blankLine();
            writeDevice(device);
        }
    }

    private static String resultWords(Result result) {
        return TransferJson.resultName(result).replace('-', ' ');
    }

    private void writeDevice(DeviceTransfer device) throws IOException {
        out.heading(PrintableText.escape(device.idstr()) + ": " + PrintableText.escape(device.device()));
        if (device.uapi() != null) {
            String name = device.driver() == null ? device.kernelDriver() : device.driver();
            String driver = name == null ? "" : PrintableText.escape(name) + ", ";
            String features = device.features().isEmpty() ? "" : " with " + String.join(", ", device.features());
            out.item("driver", driver + device.uapi() + features);
        }
        if (!device.states().isEmpty()) {
            out.item(
                    "states",
                    device.states().stream()
                            .map(entered -> entered.state() + " at " + formatMilliseconds(entered.time()))
                            .collect(Collectors.joining(", ")));
        }
        for (StateRequest request : device.requests()) {
            if (request.error() != null || request.through().size() > 1) {
                out.item("request", formatRequest(request));
            }
        }
        String rounds = device.rounds() == 0 ? "" : ", " + PrintableText.formatCount(device.rounds(), "round");
        out.item("running", formatAmount(device.preCopy()) + rounds);
        out.item("stopped", formatAmount(device.stopCopy()));
        if (device.downtime() != null) {
            out.item("downtime", formatMilliseconds(device.downtime()));
        }
        if (device.configuration() != null) {
            writeConfiguration(device.configuration());
        }
        for (GateResult gate : device.gateResults()) {
            out.item("gate " + gate.number(), gate.verdict().name().toLowerCase(Locale.ROOT));
            CheckText.writeReasons(out, gate.reasons());
        }
        for (DeviceError error : device.errors()) {
            out.item(error.survived() ? "survived" : "error", PrintableText.escape(error.message()));
        }
        out.item("final state", device.finalStateText());
    }

    private void writeConfiguration(SavedConfiguration configuration) throws IOException {
        if (configuration.slot() != null) {
            out.item("slot", configuration.slot().label());
        }
        if (configuration.msixSource() != MsixSource.NONE) {
            out.item("MSI-X table", configuration.msixSource().description());
        }
        String item = "not read";
        for (ReplacedRegister register : configuration.replacedRegisters()) {
            out.item(
                    item,
                    "0x%02x %s: device %s, saved %s: %s"
                            .formatted(
                                    register.offset(),
                                    register.name(),
                                    register.host(),
                                    register.guest(),
                                    register.reason()));
            item = "";
        }
    }

    private static String formatRequest(StateRequest request) {
        String through = request.through().isEmpty() ? "" : ", through " + String.join(", ", request.through());
        return request.from() + " to " + request.to() + through + (request.error() == null ? "" : ": failed");
    }

    private static String formatAmount(TransferredData amount) {
        return PrintableText.formatBytes(amount.bytes()) + " in "
                + PrintableText.formatCount(amount.records(), "record");
    }

    private static String formatMilliseconds(long microseconds) {
        return String.format(Locale.ROOT, "%.1f ms", microseconds / 1000.0);
    }
}
