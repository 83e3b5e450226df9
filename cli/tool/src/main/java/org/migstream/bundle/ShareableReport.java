// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import java.util.List;
import java.util.Optional;
import org.migstream.convert.RedactedStates;
import org.migstream.inspect.decoding.RedactedState;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.inspect.report.StreamOutline.VmDescSummary;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.report.MigrationModeFindingCodes;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Configuration;
import org.migstream.stream.StreamFindingCodes;

/**
 * A report that may be shown to others: without the content of device states, serial numbers, fields of emulated devices,
 * the UUID of the virtual machine, and profiles of the host's devices. It has all findings of the original, but no message that
 * quotes a value or a name of the stream: after a damaged length, content is read as such.
 */
final class ShareableReport {
    /** The codes whose messages quote bytes of the stream, or the starts of codes. */
    private static final List<String> QUOTING = List.of(
            "vmstate.",
            "ram.",
            MigrationModeFindingCodes.STREAM_COMMAND_DATA.code(),
            StreamFindingCodes.STREAM_CONFIGURATION.code());

    private ShareableReport() {}

    /** Returns a copy for others; the resources of the original and the states must stay open. */
    static StreamReport of(StreamReport report, RedactedStates states) {
        List<DeviceReport> devices = report.devices().stream()
                .map(device -> withoutContent(device, states))
                .toList();
        return new StreamReport(
                report.input(),
                report.outcome(),
                withoutIdentity(report.outline()),
                devices,
                report.channels(),
                report.returnPath(),
                report.cprState(),
                report.parsedBytes(),
                report.dialect(),
                report.onlyDevice(),
                null,
                report.fieldsChecked(),
                null,
                report.findings().with(ShareableReport::withoutQuotation),
                List.of());
    }

    private static Finding withoutQuotation(Finding finding) {
        return QUOTING.stream().anyMatch(finding.code()::startsWith) && finding.severity() != Severity.INFO
                ? RedactedState.withoutMessage(finding)
                : finding;
    }

    private static DeviceReport withoutContent(DeviceReport device, RedactedStates states) {
        DecodedState state = device.state();
        Optional<RedactedState> redacted = states.find(device.device().key());
        return new DeviceReport(
                device.device().withoutSerialNumbers(),
                device.identity(),
                state == null ? null : redacted.map(RedactedState::decoded).orElseGet(state::withoutFields));
    }

    private static StreamOutline withoutIdentity(StreamOutline outline) {
        Configuration configuration = outline.configuration();
        VmDescSummary vmdesc = outline.vmdesc();
        return new StreamOutline(
                outline.header(),
                configuration == null ? null : configuration.redacted(),
                outline.hasFooters(),
                outline.sections(),
                outline.commands(),
                outline.postcopy(),
                outline.ram(),
                vmdesc == null
                        ? null
                        : new VmDescSummary(
                                vmdesc.offset(), vmdesc.length(), vmdesc.pageSize(), vmdesc.devices(), null),
                outline.endOfStream(),
                outline.trailing());
    }
}
