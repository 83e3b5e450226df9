// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.migstream.report.PrintableText;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/** Writes all described devices with their values. Each value is a line with its full path, so that grep finds it. */
final class VmStateFieldsText implements VmStateSink {
    private final TextWriter out;
    private final boolean withOffsets;
    private final Deque<String> path = new ArrayDeque<>();
    private @Nullable String repeatedName;
    private @Nullable String repeatedText;
    private long firstIndex;
    private long lastIndex;

    VmStateFieldsText(TextWriter out, boolean withOffsets) {
        this.out = out;
        this.withOffsets = withOffsets;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) throws IOException {
        out.blankLine();
        out.heading("fields of " + PrintableText.escape(section.key().idstr()) + " instance "
                + section.key().instanceId() + ", version " + section.version()
                + (withOffsets ? ", at " + PrintableText.formatOffset(offset) : ""));
        path.clear();
        path.push("");
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        path.push(path.peek() + PrintableText.escape(field.elementLabel(index)) + ".");
    }

    @Override
    public void endStruct() {
        path.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        path.push(path.peek() + "<" + PrintableText.escape(description.name()) + ">.");
    }

    @Override
    public void endSubsection() {
        path.pop();
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        String name = path.peek() + PrintableText.escape(field.name());
        String text = formatValue(value);
        boolean isNextElement = firstIndex != VmStateField.NO_INDEX && index == lastIndex + 1;
        if (!isNextElement || !name.equals(repeatedName) || !text.equals(repeatedText)) {
            writeRepeatedLine();
            repeatedName = name;
            repeatedText = text;
            firstIndex = index;
        }
        lastIndex = index;
    }

    /**
     * Writes the pending line. Consecutive array elements with equal values share a line, because network cards save
     * arrays of 64 Ki registers.
     */
    private void writeRepeatedLine() throws IOException {
        if (repeatedName == null) {
            return;
        }
        String index = firstIndex == VmStateField.NO_INDEX
                ? ""
                : firstIndex == lastIndex ? "[" + firstIndex + "]" : "[" + firstIndex + ".." + lastIndex + "]";
        out.line("  " + repeatedName + index + " = " + repeatedText);
        repeatedName = null;
    }

    private static String formatValue(VmStateValue value) {
        if (value instanceof VmStateValue.Int number) {
            return number.toHexString() + " (" + number + ")";
        } else if (value instanceof VmStateValue.Bool bool) {
            return Boolean.toString(bool.value());
        } else if (value instanceof VmStateValue.FloatingPoint real) {
            return Double.toString(real.value());
        } else if (value instanceof VmStateValue.Text text) {
            return '"' + PrintableText.escape(text.value()) + '"';
        } else if (value instanceof VmStateValue.Bytes bytes) {
            return bytes.head()
                    + (bytes.isHeadComplete() ? "" : "... (" + PrintableText.formatCount(bytes.length(), "byte") + ")");
        }
        return "null";
    }

    @Override
    public void acceptFinding(Finding finding) throws IOException {
        writeRepeatedLine();
        out.line("  decoding stopped: " + PrintableText.escape(finding.message()));
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        writeRepeatedLine();
        if (unreadBytes > 0) {
            out.line("  " + PrintableText.formatCount(unreadBytes, "byte") + " not decoded");
        }
    }
}
