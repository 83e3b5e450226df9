// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.InspectionResult;
import org.migstream.pci.ConfigSpace;
import org.migstream.stream.Captures;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionKey;
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
    void dataOfAnotherKindOfDevice_areRefused() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        byte[] source = Captures.bytes("lab/q35-six-plain.qevm");
        ConversionException e = assertThrows(
                ConversionException.class,
                () -> TestConversions.convertPipe(TestConversions.replaceData(DEVICE, source), stream));
        assertEquals("convert.other-device", e.reason().finding().code());
    }

    @Test
    void replacedData_areTheOnlyChange() throws IOException {
        byte[] stream = Captures.bytes("q35-two-uarts.qevm");
        String other = "0000:00:03.0/vfio";
        byte[] source =
                TestConversions.extractFromPipe(Part.STREAM, other, Captures.bytes("pc-two-devices-paused.qevm"));
        byte[] replaced = TestConversions.convertPipe(TestConversions.replaceData(DEVICE, source), stream);
        byte[] data = TestConversions.extractFromPipe(Part.DATA, other, source);
        assertFalse(Arrays.equals(TestConversions.extractFromPipe(Part.DATA, DEVICE, stream), data));
        assertArrayEquals(data, TestConversions.extractFromPipe(Part.DATA, DEVICE, replaced));
        assertEquals(
                device(stream, DEVICE).get("config"), device(replaced, DEVICE).get("config"));
        assertArrayEquals(
                TestConversions.convertPipe(TestConversions.drop(DEVICE), stream),
                TestConversions.convertPipe(TestConversions.drop(DEVICE), replaced));
    }

    /** The configuration of the device went over a multifd channel that is not given. */
    @Test
    void missingConfiguration_cannotBeKept() throws IOException {
        byte[] main = Captures.bytes("multifd-two-channels.chan0");
        byte[] source = Captures.bytes("q35-two-uarts.qevm");
        ConversionException e = assertThrows(
                ConversionException.class,
                () -> TestConversions.convertPipe(TestConversions.replaceData(DEVICE, source), main));
        assertEquals(
                "the stream has no configuration of 0000:00:01.0/vfio to keep: it went over multifd channels; add them"
                        + " (--channel), or use --replace",
                e.getMessage());
        byte[] joined = TestConversions.convertPipe(
                TestConversions.replaceData(DEVICE, source),
                main,
                Captures.bytes("multifd-two-channels.chan1"),
                Captures.bytes("multifd-two-channels.chan2"));
        assertArrayEquals(
                TestConversions.extractFromPipe(Part.DATA, DEVICE, source),
                TestConversions.extractFromPipe(Part.DATA, DEVICE, joined));
    }

    /** The replacement had the warning before the conversion. */
    @Test
    void warningOfReplacement_isReturned() throws IOException {
        byte[] sound = stream(DEVICE, 0, 0);
        byte[] unsound = stream("0000:00:02.0/vfio", 4, 0);
        List<Converter.ReplacedWarning> warnings =
                TestConversions.convertForWarnings(TestConversions.replace(DEVICE, unsound), sound);
        assertEquals(1, warnings.size());
        assertEquals("source", warnings.get(0).source());
        assertEquals(
                new SectionKey("0000:00:02.0/vfio", 0),
                warnings.get(0).warning().section());
        assertEquals("pci.bar-broken", warnings.get(0).warning().finding().code());
        assertEquals(
                List.of(), TestConversions.convertForWarnings(TestConversions.replaceData(DEVICE, unsound), sound));
    }

    @Test
    void errorOfReplacement_isRefused() throws IOException {
        byte[] sound = stream(DEVICE, 0, 0);
        byte[] unsound = stream(DEVICE, 0, 7);
        ConversionException e = assertThrows(
                ConversionException.class,
                () -> TestConversions.convertPipe(TestConversions.replace(DEVICE, unsound), sound));
        assertTrue(e.getMessage().contains("[pci.irq-state]"), e.getMessage());
    }

    /** Returns a stream with a device whose BAR 5 and interrupt pin A have these values. */
    private static byte[] stream(String idstr, int bar5, int pinState) {
        byte[] config = new byte[(int) LAYOUT.length()];
        config[3] = 2;
        config[VfioConfigLayout.SPACE_OFFSET] = 1;
        config[VfioConfigLayout.SPACE_OFFSET + 0x24] = (byte) bar5;
        config[VfioConfigLayout.SPACE_OFFSET + ConfigSpace.CONVENTIONAL_SIZE + 3] = (byte) pinState;
        return new StreamBuilder()
                .header()
                .configuration()
                .ramStart(1, 4096)
                .vfioSetup(2, idstr)
                .continued(Kind.END, 1)
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 2)
                .vfioData((byte) 1)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .full(2, idstr)
                .vfioConfig(LAYOUT, config)
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
