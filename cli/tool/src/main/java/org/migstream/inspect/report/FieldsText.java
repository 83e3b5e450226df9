// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.migstream.report.Printable;
import org.migstream.report.TextWriter;
import org.migstream.spi.Finding;
import org.migstream.vmstate.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/** Every described device with its values, one line each, named by their whole path so that grep finds them. */
final class FieldsText implements VmStateSink {
    private final TextWriter out;
    private final Deque<String> path = new ArrayDeque<>();
    private String runName;
    private String runText;
    private long runFirst;
    private long runLast;

    FieldsText(TextWriter out) {
        this.out = out;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) throws IOException {
        out.blank();
        out.heading("fields of " + Printable.name(section.key().idstr()) + " instance "
                + section.key().instanceId() + ", version " + section.version() + ", at " + Printable.offset(offset));
        path.clear();
        path.push("");
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) {
        path.push(path.peek() + Printable.name(field.elementLabel(index)) + ".");
    }

    @Override
    public void endStruct() {
        path.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) {
        path.push(path.peek() + "<" + Printable.name(description.name()) + ">.");
    }

    @Override
    public void endSubsection() {
        path.pop();
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        String name = path.peek() + Printable.name(field.name());
        String text = text(value);
        boolean next = runFirst != VmStateField.NO_INDEX && index == runLast + 1;
        if (!next || !name.equals(runName) || !text.equals(runText)) {
            flush();
            runName = name;
            runText = text;
            runFirst = index;
        }
        runLast = index;
    }

    /** Equal neighbours in an array are one line: network cards save 64 Ki registers. */
    private void flush() throws IOException {
        if (runName == null) {
            return;
        }
        String index = runFirst == VmStateField.NO_INDEX
                ? ""
                : runFirst == runLast ? "[" + runFirst + "]" : "[" + runFirst + ".." + runLast + "]";
        out.line("  " + runName + index + " = " + runText);
        runName = null;
    }

    private static String text(VmStateValue value) {
        if (value instanceof VmStateValue.Int number) {
            return number.toHexString() + " (" + number + ")";
        } else if (value instanceof VmStateValue.Bool bool) {
            return Boolean.toString(bool.value());
        } else if (value instanceof VmStateValue.FloatingPoint real) {
            return Double.toString(real.value());
        } else if (value instanceof VmStateValue.Text text) {
            return '"' + Printable.name(text.value()) + '"';
        } else if (value instanceof VmStateValue.Bytes bytes) {
            return bytes.head()
                    + (bytes.isHeadComplete() ? "" : "... (" + Printable.count(bytes.length(), "byte") + ")");
        }
        return "null";
    }

    @Override
    public void acceptFinding(Finding finding) throws IOException {
        flush();
        out.line("  stopped: " + Printable.name(finding.message()));
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        flush();
        if (unreadBytes > 0) {
            out.line("  " + Printable.count(unreadBytes, "byte") + " not decoded");
        }
    }
}
