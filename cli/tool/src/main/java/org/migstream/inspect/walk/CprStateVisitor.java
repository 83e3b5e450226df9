// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.report.MigrationModeFindingCodes.STREAM_CPR_STATE;

import java.io.IOException;
import java.util.StringJoiner;
import org.migstream.inspect.report.CprStateEntry;
import org.migstream.inspect.walk.StreamWalker.ElementVisitor;
import org.migstream.io.SpillList;
import org.migstream.report.FindingLog;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.CprStateRecord;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;

/** Summarizes a CPR state: the descriptors and the VFIO devices that a QEMU process hands over. */
public final class CprStateVisitor implements ElementVisitor {
    /** Maximum number of descriptors and of devices whose names are listed. */
    private static final int MAX_NAMES = 64;

    /** Maximum number of characters of a name that are listed. */
    private static final int MAX_NAME_LENGTH = 128;

    private final SpillList<CprStateEntry> entries;
    private final StringJoiner descriptors = new StringJoiner(", ");
    private final StringJoiner devices = new StringJoiner(", ");
    private long descriptorCount;
    private long deviceCount;
    private boolean numbered;

    /**
     * Creates a visitor.
     *
     * @param entries receives all descriptors and devices
     */
    public CprStateVisitor(SpillList<CprStateEntry> entries) {
        this.entries = entries;
    }

    @Override
    public void visit(Element element, MigrationReader reader) throws IOException {
        if (element instanceof CprStateRecord.Descriptor descriptor) {
            entries.add(CprStateEntry.of(descriptor));
            numbered |= descriptor.number().isPresent();
            if (descriptorCount++ < MAX_NAMES) {
                String number = descriptor.number().isPresent()
                        ? " = descriptor " + descriptor.number().getAsLong()
                        : "";
                descriptors.add(shorten(descriptor.name()) + " id " + descriptor.id() + number);
            }
        } else if (element instanceof CprStateRecord.Device device) {
            CprStateEntry entry = CprStateEntry.of(device);
            entries.add(entry);
            if (deviceCount++ < MAX_NAMES) {
                devices.add(shorten(device.name()) + " (" + entry.value() + ")");
            }
        }
    }

    /**
     * Reports what was read.
     *
     * @param complete whether the state was read to its end
     */
    public void report(FindingLog findings, boolean complete) {
        findings.add(Finding.of(
                Severity.INFO,
                STREAM_CPR_STATE,
                "CPR state"
                        + (descriptorCount == 0 ? "" : numbered ? " of the mode cpr-exec" : " of the mode cpr-transfer")
                        + (complete ? ": " : ", as far as it was read: ")
                        + "the process hands over "
                        + list(descriptorCount, "descriptor", descriptors) + " and "
                        + list(deviceCount, "VFIO device", devices)
                        + ". The migration stream, with the states of the other devices, is another input"));
    }

    private static String shorten(String name) {
        return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH) + "...";
    }

    private static String list(long count, String noun, StringJoiner names) {
        return PrintableText.formatCount(count, noun)
                + (count == 0 ? "" : " (" + names + (count > MAX_NAMES ? ", ..." : "") + ")");
    }
}
