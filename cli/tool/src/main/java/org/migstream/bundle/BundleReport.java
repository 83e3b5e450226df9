// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.InspectionVerdict;
import org.migstream.plugin.LoadedPlugin;
import org.migstream.report.InputSummary;
import org.migstream.report.LocatedFinding;

/**
 * What a bundle has, what was left out, and what was not removed. The archive has it for people and for programs.
 *
 * @param input the stream
 * @param verdict on the stream
 * @param streamFile the file with the redacted stream or state; null if there is none
 * @param stop why the redacted stream ends before the original, or why there is none; empty if it has all, or if the input
 *     was not recognized
 * @param devices the states of VFIO devices
 * @param plugins the plugins that were used
 * @param logs the logs
 * @param hasLogTexts whether the texts of the logs are in the bundle
 */
record BundleReport(
        InputSummary input,
        InspectionVerdict verdict,
        @Nullable String streamFile,
        Optional<LocatedFinding> stop,
        List<DeviceRedaction> devices,
        List<LoadedPlugin> plugins,
        List<BundleLog> logs,
        boolean hasLogTexts) {
    /** Copies the lists. */
    BundleReport {
        devices = List.copyOf(devices);
        plugins = List.copyOf(plugins);
        logs = List.copyOf(logs);
    }

    /** What was done with the state of a device. */
    enum Redaction {
        /** Content is zero; the structure that the decoder needs was kept. */
        STRUCTURE_KEPT("structure-kept", ""),
        /** All bytes are zero, for want of a plugin. */
        NOT_DECODED("all-zero", "no plugin read the state"),
        /** All bytes are zero, because the data could not be read a second time. */
        NOT_HELD("all-zero", "the data of the device exceed --keep, and the input can be read only once"),
        /** All bytes are zero, because nothing would say that the stream is redacted. */
        NOT_MARKED(
                "all-zero",
                "the redacted stream has no vmdescription at its end, which would say that the stream is redacted");

        private final String label;
        private final String reason;

        Redaction(String label, String reason) {
            this.label = label;
            this.reason = reason;
        }

        /** Returns the value in the JSON document. */
        String label() {
            return label;
        }

        /** Returns why all bytes are zero; empty if they are not. */
        String reason() {
            return reason;
        }
    }

    /**
     * The state of a device in the redacted stream.
     *
     * @param idstr null for raw device data
     * @param decoder the name of the decoder; null if no plugin decodes the state
     * @param redaction what was done
     * @param sameFindings whether the redacted state has the findings of the original
     * @param zeroFrom the offset from which all bytes of the state are zero, because a finding puts in doubt which of them
     *     are content; null if none does, or if all bytes are zero for another reason
     */
    record DeviceRedaction(
            @Nullable String idstr,
            @Nullable String decoder,
            Redaction redaction,
            boolean sameFindings,
            @Nullable Long zeroFrom) {}

    /** Returns what the bundle does not have, or has only as zeros. */
    List<String> removed() {
        return List.of(
                "guest memory",
                "the content of the states of VFIO devices: what their plugins do not need to read them is zero",
                "the values in the states of all other devices, and the UUID of the virtual machine",
                "serial numbers and vital product data in PCI configuration spaces",
                "profiles of the devices of the host, bytes after the end of the stream, and what was around the stream, such as"
                        + " the XML of libvirt",
                "names of directories, hosts and users, apart from those in logs");
    }

    /** Returns what the bundle still has: the user has to look at it before sending it. */
    List<String> kept() {
        List<String> always = List.of(
                "names of devices, sections, RAM blocks and files, and the machine type",
                "PCI configuration spaces of VFIO devices: ids, addresses of BARs, MSI-X vectors",
                "numbers in the states of VFIO devices: versions, sizes, registers, addresses of queues in guest memory");
        if (logs.isEmpty()) {
            return always;
        }
        return Stream.concat(
                        always.stream(),
                        Stream.of(
                                hasLogTexts
                                        ? "the texts of the logs as they are: they may have names of hosts, users and"
                                                + " directories, addresses and command lines"
                                        : "the lines of the logs that were explained: they may have names of hosts, users and"
                                                + " directories"))
                .toList();
    }
}
