// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.pci.ConfigSpace;
import org.migstream.stream.Captures;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord.Tag;

class ReplaceDeviceStateTest {
    private static final String DEVICE = "0000:00:01.0/vfio";
    private static final VfioConfigLayout LAYOUT = new VfioConfigLayout(276, 256, 0, false, false);

    private static Map<String, Object> device(byte[] stream, String idstr) throws IOException {
        return InspectionResult.of(InspectionResult.DIGEST, stream).list("vfioDevices").stream()
                .filter(device -> idstr.equals(device.get("idstr")))
                .findFirst()
                .orElseThrow();
    }

    private static void assertReplaces(byte[] stream, String idstr, byte[] source, String sourceIdstr)
            throws IOException {
        byte[] replaced = TestConversions.convertPipe(TestConversions.replace(idstr, source), stream);
        assertArrayEquals(
                TestConversions.extractFromPipe(Part.DATA, sourceIdstr, source),
                TestConversions.extractFromPipe(Part.DATA, idstr, replaced));
        assertEquals(
                device(source, sourceIdstr).get("config"),
                device(replaced, idstr).get("config"));
        byte[] restored = TestConversions.convertPipe(
                TestConversions.replace(idstr, TestConversions.extractFromPipe(Part.STREAM, idstr, stream)), replaced);
        assertArrayEquals(
                TestConversions.extractFromPipe(Part.DATA, idstr, stream),
                TestConversions.extractFromPipe(Part.DATA, idstr, restored));
    }

    @Test
    void onlyDeviceOfOtherMachine_isUsedAsSource() throws IOException {
        assertReplaces(
                Captures.bytes("pc-two-devices-paused.qevm"),
                "0000:00:03.0/vfio",
                Captures.bytes("q35-two-uarts.qevm"),
                DEVICE);
    }

    @Test
    void largerConfiguration_replacesSmaller() throws IOException {
        assertReplaces(Captures.bytes("q35-two-uarts.qevm"), DEVICE, Captures.bytes("lab/q35-six-plain.qevm"), DEVICE);
    }

    /** The device state went over multifd channels that are not given. */
    @Test
    void missingMultifdState_isReplaceable_butCannotBeSource() throws IOException {
        byte[] main = Captures.bytes("multifd-two-channels.chan0");
        byte[] source = Captures.bytes("q35-two-uarts.qevm");
        byte[] replaced = TestConversions.convertPipe(TestConversions.replace(DEVICE, source), main);
        assertArrayEquals(
                TestConversions.extractFromPipe(Part.DATA, null, source),
                TestConversions.extractFromPipe(Part.DATA, null, replaced));
        assertThrows(
                ConversionException.class,
                () -> TestConversions.convertPipe(TestConversions.replace(DEVICE, main), source));
    }

    /** QEMU 5.2 writes the configuration into END before the data. */
    @Test
    void qemu52RecordOrder_isKept() throws IOException {
        byte[] old = qemu52Stream((byte) 1, (byte) 2, (byte) 3);
        assertArrayEquals(
                qemu52Stream((byte) 7, (byte) 7, (byte) 7),
                TestConversions.convertPipe(
                        TestConversions.replace(DEVICE, qemu52Stream((byte) 7, (byte) 7, (byte) 7)), old));
    }

    private static byte[] qemu52Stream(byte... data) {
        byte[] config = new byte[(int) LAYOUT.length()];
        config[3] = 2;
        config[VfioConfigLayout.SPACE_OFFSET] = data[0];
        assertEquals(ConfigSpace.CONVENTIONAL_SIZE, LAYOUT.spaceBytes());
        return new StreamBuilder()
                .header()
                .configuration()
                .ramStart(1, 4096)
                .vfioSetup(2, DEVICE)
                .continued(Kind.END, 1)
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 2)
                .vfioConfig(LAYOUT, config)
                .vfioData(data)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream()
                .bytes();
    }

    @Test
    void ambiguousSourceDevice_isRejected() throws IOException {
        byte[] two = Captures.bytes("pc-two-devices-paused.qevm");
        assertThrows(
                ConversionException.class,
                () -> TestConversions.convertPipe(TestConversions.replace(DEVICE, two), two));
    }
}
