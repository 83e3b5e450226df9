// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateSink;
import org.migstream.vmstate.VmStateValue;

/** Writes the member {@code fields}: all described devices with their values, nested as in QEMU. */
final class VmStateFieldsJson implements VmStateSink {
    private final JsonGenerator json;

    VmStateFieldsJson(JsonGenerator json) {
        this.json = json;
    }

    @Override
    public void beginDevice(DescribedSection section, long offset) throws IOException {
        json.writeStartObject();
        json.writeStringField("idstr", section.key().idstr());
        json.writeNumberField("instanceId", section.key().instanceId());
        json.writeStringField("vmsd", section.vmsdName());
        json.writeNumberField("version", section.version());
        json.writeNumberField("offset", offset);
        json.writeArrayFieldStart("fields");
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) throws IOException {
        json.writeStartObject();
        writeName(field, index);
        json.writeStringField("vmsd", description.name());
        json.writeArrayFieldStart("fields");
    }

    @Override
    public void endStruct() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) throws IOException {
        json.writeStartObject();
        json.writeStringField("subsection", description.name());
        json.writeNumberField("version", description.version());
        json.writeNumberField("offset", offset);
        json.writeArrayFieldStart("fields");
    }

    @Override
    public void endSubsection() throws IOException {
        endStruct();
    }

    @Override
    public void acceptValue(VmStateField field, long index, long offset, VmStateValue value) throws IOException {
        json.writeStartObject();
        writeName(field, index);
        json.writeStringField("type", field.type());
        json.writeNumberField("offset", offset);
        if (value instanceof VmStateValue.Int number) {
            writeNumber(number);
        } else if (value instanceof VmStateValue.Bool bool) {
            json.writeBooleanField("value", bool.value());
        } else if (value instanceof VmStateValue.FloatingPoint real) {
            json.writeNumberField("value", real.value());
            json.writeStringField("bits", "0x%016x".formatted(real.bits()));
        } else if (value instanceof VmStateValue.Text text) {
            json.writeStringField("value", text.value());
        } else if (value instanceof VmStateValue.Bytes bytes) {
            json.writeNumberField("length", bytes.length());
            json.writeStringField("bytes", bytes.head());
        } else {
            json.writeNullField("value");
        }
        json.writeEndObject();
    }

    /** Writes a number. A 64-bit number is a string, because a JSON reader may use a double. */
    private void writeNumber(VmStateValue.Int number) throws IOException {
        if (number.width() == Long.BYTES) {
            json.writeStringField("value", "0x" + Long.toHexString(number.value()));
        } else {
            json.writeNumberField("value", number.value());
        }
    }

    private void writeName(VmStateField field, long index) throws IOException {
        json.writeStringField("name", field.name());
        if (index != VmStateField.NO_INDEX) {
            json.writeNumberField("index", index);
        }
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        json.writeEndArray();
        if (unreadBytes > 0) {
            json.writeNumberField("unreadBytes", unreadBytes);
        }
        json.writeEndObject();
    }
}
