// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.migstream.device.VfioConfig;
import org.migstream.stream.Element;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VmDesc;

/** The end of a pipeline: of some elements the body, or a part of it. */
final class PartSink extends TransformingSink {
    private final PartWriter writer;
    private final OutputStream out;
    private boolean found;

    /** What is written of an element. */
    private interface PartWriter {
        /** Writes it; false if the element has nothing of it. */
        boolean write(Element element, InputStream body, OutputStream out) throws IOException;
    }

    private PartSink(PartWriter part, OutputStream out) {
        super(ElementSink.DISCARD);
        this.writer = part;
        this.out = out;
    }

    /** What the driver of a device gave, in the order in which it is restored. */
    static PartSink deviceData(OutputStream out) {
        return new PartSink(
                (element, body, to) -> {
                    if (element instanceof VfioRecord.Data) {
                        body.transferTo(to);
                    }
                    return true;
                },
                out);
    }

    /** The configuration space of a device, as {@code /sys/bus/pci/devices/.../config} has it. */
    static PartSink configSpace(OutputStream out) {
        return new PartSink(PartSink::writeConfigSpace, out);
    }

    private static boolean writeConfigSpace(Element element, InputStream body, OutputStream out) throws IOException {
        if (!(element instanceof VfioRecord.Config record)) {
            return false;
        }
        VfioConfig config = VfioConfig.of(record, new ByteArrayInputStream(body.readAllBytes()), null, false);
        if (config.configSpace() == null) {
            throw ConversionException.unsupported(
                    "vfio.config-layout",
                    "the device's configuration has no known layout, so its space cannot be found");
        }
        byte[] space = new byte[config.configSpace().size()];
        config.configSpace().bytes().get(space);
        out.write(space);
        return true;
    }

    /** The description of the stream. */
    static PartSink vmDesc(OutputStream out) {
        return new PartSink(
                (element, body, to) -> {
                    if (element instanceof VmDesc) {
                        body.transferTo(to);
                    }
                    return element instanceof VmDesc;
                },
                out);
    }

    @Override
    void transform(Element element, InputStream body) throws IOException {
        found |= writer.write(element, body, out);
    }

    @Override
    public void finish() throws IOException {
        if (!found) {
            throw ConversionException.invalidRequest("convert.no-such-part", "the stream has none");
        }
    }
}
