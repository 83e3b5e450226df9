// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.SyntheticStreamTest.assertReads;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioRecord.Tag;

/** Reads sections of VFIO devices in all forms that QEMU since 5.2 writes. */
class VfioSectionTest {
    private static final long ID = 37;
    private static final String IDSTR = "0000:00:01.0/vfio";

    @Test
    void preCopyStopCopyAndConfiguration_areRead() throws IOException {
        assertReads(device().continued(Kind.PART, ID)
                .vfioData(new byte[] {1, 2, 3})
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .continued(Kind.PART, ID)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .continued(Kind.END, ID)
                .vfioData(new byte[1 << 20])
                .vfioData()
                .vfioData(new byte[] {4})
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .full(ID, IDSTR)
                .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
                .footer()
                .endOfStream());
    }

    @Test
    void initDataSent_replacesEndOfState() throws IOException {
        assertReads(device().continued(Kind.PART, ID)
                .vfioData(new byte[] {1})
                .vfioTag(Tag.DEV_INIT_DATA_SENT)
                .footer()
                .continued(Kind.PART, ID)
                .vfioTag(Tag.DEV_INIT_DATA_SENT)
                .footer()
                .endOfStream());
    }

    @Test
    void emptySectionsOfMultifdMigration_areRead() throws IOException {
        assertReads(device().continued(Kind.END, ID)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .full(ID, IDSTR)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream());
    }

    @Test
    void configLoadReady_isOnlyRecordOfSection() throws IOException {
        assertReads(device().full(ID, IDSTR)
                .vfioTag(Tag.DEV_CONFIG_LOAD_READY)
                .footer()
                .endOfStream());
    }

    /** QEMU 5.2 sends the configuration and then the data in END, without a FULL section. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void configurationInEndSection_isRead(int records) throws IOException {
        StreamBuilder stream = device().continued(Kind.END, ID)
                .vfioConfig(VfioConfigSamples.layout(4096, 5, false), VfioConfigSamples.body(4096, 5, false));
        for (int i = 0; i < records; i++) {
            stream.vfioData(StreamBuilder.be64(Tag.END_OF_STATE.value()));
        }
        assertReads(stream.vfioTag(Tag.END_OF_STATE).footer().endOfStream());
    }

    @Test
    void severalDevices_areRead_andIdstrMayLackBusPath() throws IOException {
        SectionKey first = new SectionKey("vfio", 0);
        SectionKey second = new SectionKey("vfio", 1);
        StreamBuilder stream = new StreamBuilder().header().ramStart(1, 4096);
        stream.named(Kind.START, 5, first)
                .vfioTag(Tag.DEV_SETUP_STATE)
                .vfioTag(Tag.END_OF_STATE)
                .footer();
        stream.named(Kind.START, 6, second)
                .vfioTag(Tag.DEV_SETUP_STATE)
                .vfioTag(Tag.END_OF_STATE)
                .footer();
        stream.vfioSetup(7, "0000:00:1c.0:00.0/vfio");
        for (long id : new long[] {7, 5, 6, 5}) {
            stream.continued(Kind.PART, id)
                    .vfioData((byte) id)
                    .vfioTag(Tag.END_OF_STATE)
                    .footer();
        }
        // A device without a bus has no configuration.
        stream.named(Kind.FULL, 6, second)
                .vfioConfig(new VfioConfigLayout(0, 0, 0, false, false))
                .footer();
        assertReads(stream.endOfStream());
    }

    /** Device data can contain any bytes, also bytes that look like the end of their section. */
    @Test
    void fakeSectionEndInDeviceData_isReadAsData() throws IOException {
        byte[] imitation = new StreamBuilder()
                .vfioTag(Tag.END_OF_STATE)
                .put(at -> new SectionFooter(at, ID, true))
                .endOfStream()
                .bytes();
        assertReads(device().continued(Kind.PART, ID)
                .vfioData(imitation)
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .endOfStream());
    }

    static Stream<Arguments> layouts() {
        return Stream.of(256, 4096).flatMap(space -> Stream.of(0, 1, 9, 64, 2048)
                .flatMap(vectors -> Stream.of(true, false).flatMap(display -> Stream.of(true, false)
                        .map(footers -> Arguments.of(space, vectors, display, footers)))));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void configLayouts_areDetected(int space, int vectors, boolean display, boolean footers) throws IOException {
        StreamBuilder stream = new StreamBuilder();
        if (!footers) {
            stream.withoutFooters();
        }
        assertReads(stream.header()
                .vfioSetup(ID, IDSTR)
                .full(ID, IDSTR)
                .vfioConfig(
                        VfioConfigSamples.layout(space, vectors, display),
                        VfioConfigSamples.body(space, vectors, display))
                .footer()
                .full(40, "slirp")
                .opaqueBytes(new byte[] {1, 2, 3})
                .footer()
                .endOfStream()
                .vmdesc("{}"));
    }

    /** If the capability list is broken, the length of the configuration gives the number of vectors. */
    static Stream<Consumer<byte[]>> invalidCapabilityLists() {
        return Stream.of(
                space -> space[0x34] = 0x00,
                space -> space[0x34] = 0x3c,
                space -> space[0x34] = (byte) 0xff,
                space -> space[0x41] = 0x40,
                space -> space[0x41] = (byte) 0xfc,
                space -> space[0x06] = 0x00,
                space -> Arrays.fill(space, 0x40, 0x100, (byte) 0x40),
                space -> space[0x70 + 2] = (byte) 0xff);
    }

    @ParameterizedTest
    @MethodSource("invalidCapabilityLists")
    void invalidCapabilityList_fallsBackToConfigLength(Consumer<byte[]> change) throws IOException {
        byte[] body = VfioConfigSamples.body(256, 3, false, change);
        assertReads(device().full(ID, IDSTR)
                .vfioConfig(new VfioConfigLayout(body.length, 256, 3, false, false), body)
                .footer()
                .endOfStream());
    }

    @Test
    void configWithoutSavedMsixTable_isRead() throws IOException {
        byte[] body = VfioConfigSamples.body(256, 0, false, space -> {
            space[0x06] = 0x10;
            space[0x34] = 0x40;
            space[0x40] = 0x11;
        });
        assertReads(device().full(ID, IDSTR)
                .vfioConfig(new VfioConfigLayout(body.length, 256, 0, false, false), body)
                .footer()
                .endOfStream());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 4500, 100_000})
    void unknownLayout_endIsFound(int length) throws IOException {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 0xff);
        assertReads(device().full(ID, IDSTR)
                .vfioConfig(new VfioConfigLayout(length, 0, 0, false, false), body)
                .footer()
                .endOfStream());
    }

    @Test
    void invalidIrqState_layoutIsTakenFromLength() throws IOException {
        byte[] body = VfioConfigSamples.body(4096, 2, false);
        body[4 + 4096 + 3] = 2;
        assertReads(device().full(ID, IDSTR)
                .vfioConfig(new VfioConfigLayout(body.length, 4096, 2, false, false), body)
                .footer()
                .endOfStream());
    }

    /**
     * A configuration space of 4096 bytes contains the end of a section at the offset at which a configuration with 256
     * bytes ends.
     */
    @Test
    void twoMatchingLayouts_areMarkedAmbiguous() throws IOException {
        byte[] end = new StreamBuilder()
                .vfioTag(Tag.END_OF_STATE)
                .put(at -> new SectionFooter(at, ID, true))
                .full(ID, IDSTR)
                .bytes();
        byte[] body =
                VfioConfigSamples.body(4096, 0, false, space -> System.arraycopy(end, 0, space, 256 + 16, end.length));
        byte[] stream = device().full(ID, IDSTR)
                .vfioConfig(new VfioConfigLayout(body.length, 4096, 0, false, false), body)
                .footer()
                .endOfStream()
                .bytes();
        VfioRecord.Config config = ReadResult.of(stream).elements().stream()
                .filter(VfioRecord.Config.class::isInstance)
                .map(VfioRecord.Config.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(new VfioConfigLayout(4 + 256 + 16, 256, 0, false, true), config.layout());
    }

    private static StreamBuilder device() {
        return new StreamBuilder().header().ramStart(1, 4096).vfioSetup(ID, IDSTR);
    }
}
