// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.device.QemuVersionRange;
import org.migstream.device.SavedDevice;
import org.migstream.io.SpillList;
import org.migstream.plugin.DecodedState;
import org.migstream.report.FindingLog;
import org.migstream.report.InputSummary;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.DeviceIdentity;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.SectionPayloadSource;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/**
 * The result of an inspection. The report is complete before it is written, so that its first line can have the
 * verdict. Long lists are {@link SpillList}s, so that a report needs little memory. The nested types are parts of a
 * report.
 *
 * @param input name, kind and size of the input
 * @param outcome the worst outcome of the input and its channels
 * @param outline the outline of a main stream; empty for other kinds
 * @param devices the VFIO devices
 * @param channels the multifd channels
 * @param returnPath the messages of a return path
 * @param cprState the descriptors and devices of a CPR state
 * @param parsedBytes bytes of the decompressed input that were parsed
 * @param dialect the versions of QEMU that can have written the stream
 * @param onlyDevice the name of the device that the user chose; null if the report has all devices
 * @param fields the values of the described sections; null if they were not requested or the vmdescription could not be
 *     read
 * @param fieldsChecked whether these values were decoded and checked, also if the report does not show them
 * @param sectionContents payloads of sections; null if they were not requested
 * @param findings in the order in which they were found
 * @param resources that are closed together with the report
 */
public record StreamReport(
        InputSummary input,
        ReadOutcome outcome,
        StreamOutline outline,
        List<DeviceReport> devices,
        List<ChannelSummary> channels,
        SpillList<ReturnPathEntry> returnPath,
        SpillList<CprStateEntry> cprState,
        long parsedBytes,
        QemuVersionRange dialect,
        @Nullable String onlyDevice,
        @Nullable VmStateFieldsSource fields,
        boolean fieldsChecked,
        @Nullable SectionContents sectionContents,
        FindingLog findings,
        List<Closeable> resources)
        implements Closeable {

    /** Copies the lists. */
    public StreamReport {
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
        resources = List.copyOf(resources);
    }

    /** Returns a copy of this report with other device reports, which the caller closes. */
    public StreamReport withDevices(List<DeviceReport> others) {
        return new StreamReport(
                input,
                outcome,
                outline,
                others,
                channels,
                returnPath,
                cprState,
                parsedBytes,
                dialect,
                onlyDevice,
                fields,
                fieldsChecked,
                sectionContents,
                findings,
                resources);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }

    /**
     * Decodes the values of the described sections. The values are decoded each time that they are written, so they
     * need no memory.
     */
    @FunctionalInterface
    public interface VmStateFieldsSource {
        /** The number of bytes of a long value that reports show. */
        int SHOWN_BYTES = 64;

        /**
         * Passes all devices with their values to {@code sink}, in the order of the vmdescription.
         *
         * @param headBytes number of bytes of a long value to keep in {@link VmStateValue.Bytes#head}
         */
        void decode(VmStateSink sink, int headBytes) throws IOException;

        /** Passes all devices to {@code sink}, with as much of long values as reports show. */
        default void decode(VmStateSink sink) throws IOException {
            decode(sink, SHOWN_BYTES);
        }
    }

    /**
     * The payloads of sections that are neither guest memory nor of a VFIO device. All sections of a device that is
     * sent in rounds, from START to END, form one payload.
     */
    public interface SectionContents {
        /**
         * Returns the number of payloads of each key. The number is above 1 if QEMU gives several devices the same key,
         * as for slirp.
         */
        Map<SectionKey, Integer> counts();

        /**
         * Opens one payload. A payload can be opened several times.
         *
         * @param occurrence index among the payloads of this key, from 0
         */
        SectionPayloadSource.Payload open(SectionKey key, int occurrence) throws IOException;
    }

    /**
     * A recorded multifd channel.
     *
     * @param name of the recording, as the user gave it
     * @param id of the channel, from 0
     * @param ramPackets number of packets with pages
     * @param syncPackets number of packets that synchronise the channels
     * @param deviceStatePackets number of packets with device state
     * @param normalPages number of pages with content, in all packets
     * @param zeroPages number of zero pages, in all packets
     * @param bytes number of bytes of the recording that were parsed
     */
    public record ChannelSummary(
            String name,
            int id,
            long ramPackets,
            long syncPackets,
            long deviceStatePackets,
            long normalPages,
            long zeroPages,
            long bytes) {}

    /**
     * The report on one VFIO device.
     *
     * @param device its records, data and configuration
     * @param identity its PCI ids, as far as the saved configuration space has them
     * @param state its decoded state; null if no plugin decodes it
     */
    public record DeviceReport(
            SavedDevice device,
            DeviceIdentity identity,
            @Nullable DecodedState state) {
        /** Returns whether the inputs have all of the state. Raw data of a damaged container are not considered. */
        public StateCompleteness completeness() {
            return StateCompleteness.of(device, state);
        }
    }
}
