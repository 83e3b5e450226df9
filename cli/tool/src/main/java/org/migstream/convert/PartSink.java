// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_SUCH_PART;
import static org.migstream.report.InspectionFindingCodes.VFIO_CONFIG_LAYOUT;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.migstream.device.VfioConfig;
import org.migstream.stream.Element;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.VfioRecord;

/** Writes the bodies, or parts of the bodies, of selected elements. */
final class PartSink extends TransformingSink {
    private final PartWriter writer;
    private final OutputStream out;
    private boolean found;

    /** Writes the selected part of an element. */
    private interface PartWriter {
        /** Writes the part; returns false if the element does not contain it. */
        boolean write(Element element, InputStream body, OutputStream out) throws IOException;
    }

    private PartSink(PartWriter writer, OutputStream out) {
        super(ElementSink.DISCARD);
        this.writer = writer;
        this.out = out;
    }

    /** Returns a sink that writes the state data of a device, in stream order. */
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

    /**
     * Returns a sink that writes the configuration space of a device, in the layout of {@code
     * /sys/bus/pci/devices/.../config}.
     */
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
                    VFIO_CONFIG_LAYOUT,
                    "the configuration of the device has an unknown layout, so its configuration space cannot be found");
        }
        byte[] space = new byte[config.configSpace().size()];
        config.configSpace().bytes().get(space);
        out.write(space);
        return true;
    }

    /** Returns a sink that writes the vmdescription. */
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
            throw ConversionException.invalidRequest(CONVERT_NO_SUCH_PART, "the stream does not contain this part");
        }
    }
}
