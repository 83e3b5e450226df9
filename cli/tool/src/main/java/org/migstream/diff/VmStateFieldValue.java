// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamReport.VmStateFieldsSource;
import org.migstream.io.SpillList;
import org.migstream.vmstate.PciConfigValue;
import org.migstream.vmstate.VmStateDescription.VmStateField;
import org.migstream.vmstate.VmStateValue;

/**
 * One value of a described section.
 *
 * @param path the names of the enclosing structures and of the value, as in {@code inspect --fields}
 * @param vmsdName name of the VMStateDescription that contains the field
 * @param fieldName name of the field in the VMStateDescription
 * @param type QEMU's name of the field type
 * @param offset offset from the start of the payload, in bytes
 * @param length length in bytes
 * @param text the value as text; only the start of a long value
 * @param complete whether {@code text} is the whole value
 * @param configOffset offset of the PCI configuration space in the value; {@link #NO_CONFIG} if it has none
 * @param configSize size of this space in bytes; 0 if it has none
 */
record VmStateFieldValue(
        String path,
        String vmsdName,
        String fieldName,
        String type,
        long offset,
        long length,
        String text,
        boolean complete,
        int configOffset,
        int configSize) {
    /** The {@link #configOffset} of a value without a PCI configuration space. */
    static final int NO_CONFIG = -1;

    static VmStateFieldValue of(
            String path,
            String structure,
            VmStateField field,
            long offset,
            VmStateValue value,
            @Nullable PciConfigValue config) {
        boolean complete =
                !(value instanceof VmStateValue.Bytes bytes) || bytes.length() <= VmStateFieldsSource.SHOWN_BYTES;
        return new VmStateFieldValue(
                path,
                structure,
                field.name(),
                field.type(),
                offset,
                value.length(),
                text(value),
                complete,
                config == null ? NO_CONFIG : config.offset(),
                config == null ? 0 : config.space().size());
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
            return bytes.head().substring(0, Math.min(bytes.head().length(), 2 * VmStateFieldsSource.SHOWN_BYTES));
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
            out.writeInt(field.configOffset);
            out.writeInt(field.configSize);
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
                    in.readBoolean(),
                    in.readInt(),
                    in.readInt());
        }
    };
}
