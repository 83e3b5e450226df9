// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT_UNFINISHED;
import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT_XML;
import static org.migstream.report.CheckFindingCodes.COMPLETENESS_UNKNOWN;
import static org.migstream.report.CheckFindingCodes.NO_DECODER;
import static org.migstream.report.InspectionFindingCodes.STREAM_NO_DESCRIPTION;
import static org.migstream.report.InspectionFindingCodes.STREAM_REDACTED;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.migstream.inspect.report.StateCompleteness;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.report.FindingCodeRegistry;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.report.VerdictLine;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCategory;
import org.migstream.spi.Severity;
import org.migstream.stream.SectionKey;

/**
 * Turns the findings of an inspection into reasons.
 *
 * <p>Errors and warnings about a device become reasons of this device, because the reaction of QEMU or of the driver is
 * unknown. An error outside of the devices becomes a reason of the whole stream. A warning outside of the devices does
 * so only if data may be missing (for a target, only data that a load needs: not guest memory); other warnings become
 * information, such as the warning that section ends were guessed
 * in a pipe. Raw device data have no stream: such a reason is one of the device.
 *
 * <p>An error outside of the devices becomes a warning if it does not show what a QEMU would do with the stream. Its
 * category decides: see {@link #severityOf}.
 */
final class InspectionReasons {
    /**
     * Errors of these categories are about the input, a limit of migstream or a plugin. What is not in the input, or was
     * not read, may be faultless.
     */
    private static final Set<FindingCategory> NOT_ABOUT_THE_STREAM = Set.of(
            FindingCategory.MISSING_DATA,
            FindingCategory.UNSUPPORTED,
            FindingCategory.LIMIT,
            FindingCategory.READING,
            FindingCategory.PLUGIN);

    private final StreamReport report;
    private final boolean hasTarget;
    private final Set<SectionKey> deviceKeys = new HashSet<>();

    /**
     * @param report the report of the inspection
     * @param hasTarget whether the verdict is about loading the stream into a target, not about the stream alone
     */
    InspectionReasons(StreamReport report, boolean hasTarget) {
        this.report = report;
        this.hasTarget = hasTarget;
        for (DeviceReport device : report.devices()) {
            SectionKey key = device.device().key();
            if (key != null) {
                deviceKeys.add(key);
            }
        }
    }

    /** Adds the reasons that concern the whole stream. */
    void addStreamReasons(ReasonList reasons) {
        Optional<LocatedFinding> stopReason = report.findings().stopReason();
        for (LocatedFinding located : report.findings().all()) {
            Finding finding = located.finding();
            boolean outsideOfDevices = located.section() == null || !deviceKeys.contains(located.section());
            boolean isUnsupported =
                    stopReason.equals(Optional.of(located)) && report.outcome() == ReadOutcome.UNSUPPORTED;
            Severity severity = isUnsupported ? Severity.WARNING : severityOf(finding);
            boolean isOfRawData = isRawData() && !isUnsupported && severity != Severity.INFO;
            if ((outsideOfDevices || isUnsupported) && !isOfRawData) {
                reasons.add(new Finding(severity, finding.code(), finding.message(), finding.offset()));
            }
        }
    }

    /**
     * Returns the severity of a reason that is outside of the devices. Only a warning about missing data remains one. An
     * error about what QEMU ignores says that the input is damaged, but not that a target refuses the stream.
     */
    private Severity severityOf(Finding finding) {
        return switch (finding.severity()) {
            case ERROR ->
                hasCategory(finding, NOT_ABOUT_THE_STREAM) || hasTarget && isIgnoredByQemu(finding)
                        ? Severity.WARNING
                        : Severity.ERROR;
            case WARNING -> decidesAsWarning(finding) ? Severity.WARNING : Severity.INFO;
            case INFO -> Severity.INFO;
        };
    }

    /**
     * Returns whether a finding is about a part of the input that QEMU does not read. It loads a stream without reading
     * its vmdescription (migration/savevm.c {@code qemu_loadvm_state}, QEMU 2.2 to 11.1). The header and the XML of a
     * save image are read by libvirt only.
     */
    private static boolean isIgnoredByQemu(Finding finding) {
        return hasCategory(finding, Set.of(FindingCategory.VMDESC))
                || finding.code().equals(INPUT_LIBVIRT_XML.code())
                || finding.code().equals(INPUT_LIBVIRT_UNFINISHED.code());
    }

    /**
     * Returns whether a warning makes the verdict unknown. QEMU loads a stream without guest memory or without a
     * vmdescription, even if sections of devices are missing, too; such a stream is only not known to be sound.
     */
    private boolean decidesAsWarning(Finding finding) {
        boolean isLoaded =
                VerdictLine.isAboutMissingMemory(finding) || finding.code().equals(STREAM_NO_DESCRIPTION.code());
        return isLoaded ? !hasTarget : VerdictLine.isAboutMissingData(finding);
    }

    private static boolean hasCategory(Finding finding, Set<FindingCategory> categories) {
        return FindingCodeRegistry.WITHOUT_PLUGINS.hasCategory(finding, categories);
    }

    private boolean isRawData() {
        return report.devices().size() == 1 && report.devices().get(0).device().key() == null;
    }

    /** Adds the reasons that concern one device: the findings in its sections and in its state. */
    void addDeviceReasons(DeviceReport device, ReasonList reasons) {
        for (LocatedFinding located : report.findings().all()) {
            Finding finding = located.finding();
            boolean inDevice = device.device().key() == null
                    ? located.section() == null
                            && severityOf(finding) != Severity.INFO
                            && report.outcome() != ReadOutcome.UNSUPPORTED
                    : device.device().key().equals(located.section()) && finding.severity() != Severity.INFO;
            if (inDevice) {
                reasons.add(finding);
            }
        }
        addStateReasons(device, reasons);
    }

    private static boolean isAboutTruncation(Finding finding) {
        return hasCategory(finding, Set.of(FindingCategory.TRUNCATION));
    }

    private void addStateReasons(DeviceReport device, ReasonList reasons) {
        if (report.findings().hasCode(STREAM_REDACTED)) {
            reasons.addWarning(STREAM_REDACTED, "the state was redacted: its content is zero");
        }
        DecodedState state = device.state();
        if (state == null) {
            // The state of a device whose data are missing or were not kept was not given to any decoder.
            boolean isReadable = device.completeness() != StateCompleteness.INCOMPLETE
                    && !device.device().deviceData().isLost();
            if (isReadable) {
                reasons.addWarning(NO_DECODER, "no decoder recognizes this device's state, so it cannot be checked");
            }
            return;
        }
        for (Finding finding : state.findings()) {
            if (report.outcome() == ReadOutcome.DAMAGED
                    && !device.device().isFramingWhole()
                    && isAboutTruncation(finding)) {
                // The damage of the stream is the cause, and is already a reason.
                continue;
            }
            if (state.failure().equals(Optional.of(finding))) {
                // A failure of the plugin is not damage of the state.
                reasons.addAsWarning(finding);
            } else {
                reasons.add(finding);
            }
        }
        if (device.completeness() == StateCompleteness.UNKNOWN) {
            reasons.addWarning(
                    COMPLETENESS_UNKNOWN,
                    (state.worstSeverity() == Severity.INFO ? "no fault found; " : "")
                            + "whether the state is complete cannot be known: the format of " + state.decoder()
                            + " does not show where a state ends, so its end may be missing");
        }
    }
}
