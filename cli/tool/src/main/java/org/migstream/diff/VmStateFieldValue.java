// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.migstream.io.SpillList;
import org.migstream.vmstate.VmStateField;
import org.migstream.vmstate.VmStateValue;

/**
 * A value of a described section, by itself.
 *
 * @param path its name behind those of the structures around it, as {@code inspect --fields} has it
 * @param vmsdName the name of the description that it stands in
 * @param fieldName its name there
 * @param type QEMU's name of its type
 * @param offset from the start of the payload
 * @param length in bytes
 * @param text the value for people; of many bytes, only the first
 * @param complete whether that is all of it
 */
record VmStateFieldValue(
        String path,
        String vmsdName,
        String fieldName,
        String type,
        long offset,
        long length,
        String text,
        boolean complete) {
    static VmStateFieldValue of(
            String path, String structure, VmStateField field, long index, long offset, VmStateValue value) {
        boolean whole = !(value instanceof VmStateValue.Bytes bytes) || bytes.isHeadComplete();
        String name = path + field.elementLabel(index);
        return new VmStateFieldValue(
                name, structure, field.name(), field.type(), offset, value.length(), text(value), whole);
    }

    private static String text(VmStateValue value) {
        if (value instanceof VmStateValue.Int number) {
            return number.toHexString() + " (" + number + ")";
        } else if (value instanceof VmStateValue.Bool bool) {
            return Boolean.toString(bool.value());
        } else if (value instanceof VmStateValue.FloatingPoint real) {
            return Double.toString(real.value()) + " (0x" + Long.toHexString(real.bits()) + ")";
        } else if (value instanceof VmStateValue.Text text) {
            return '"' + text.value() + '"';
        } else if (value instanceof VmStateValue.Bytes bytes) {
            return bytes.head();
        }
        return "null";
    }

    static final SpillList.Codec<VmStateFieldValue> CODEC = new SpillList.Codec<>() {
        @Override
        public void write(VmStateFieldValue field, DataOutput out) throws IOException {
            out.writeUTF(field.path);
            out.writeUTF(field.vmsdName);
            out.writeUTF(field.fieldName);
            out.writeUTF(field.type);
            out.writeLong(field.offset);
            out.writeLong(field.length);
            out.writeUTF(field.text);
            out.writeBoolean(field.complete);
        }

        @Override
        public VmStateFieldValue read(DataInput in) throws IOException {
            return new VmStateFieldValue(
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readLong(),
                    in.readLong(),
                    in.readUTF(),
                    in.readBoolean());
        }
    };
}
