// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.migstream.stream.HandMadeStreamTest.assertReads;

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

/** Sections of VFIO devices in every form that a QEMU since 5.2 writes. */
class VfioSectionTest {
    private static final long ID = 37;
    private static final String IDSTR = "0000:00:01.0/vfio";

    @Test
    void preCopyThenStopCopyThenConfiguration() throws IOException {
        assertReads(device().more(Kind.PART, ID)
                .data(new byte[] {1, 2, 3})
                .tag(Tag.END_OF_STATE)
                .footer()
                .more(Kind.PART, ID)
                .tag(Tag.END_OF_STATE)
                .footer()
                .more(Kind.END, ID)
                .data(new byte[1 << 20])
                .data()
                .data(new byte[] {4})
                .tag(Tag.END_OF_STATE)
                .footer()
                .full(ID, IDSTR)
                .config(VfioConfigs.layout(256, 0, false), VfioConfigs.body(256, 0, false))
                .footer()
                .eof());
    }

    @Test
    void initDataSentStandsInPlaceOfEndOfState() throws IOException {
        assertReads(device().more(Kind.PART, ID)
                .data(new byte[] {1})
                .tag(Tag.DEV_INIT_DATA_SENT)
                .footer()
                .more(Kind.PART, ID)
                .tag(Tag.DEV_INIT_DATA_SENT)
                .footer()
                .eof());
    }

    @Test
    void withMultifdTheMainStreamHasDummies() throws IOException {
        assertReads(device().more(Kind.END, ID)
                .tag(Tag.END_OF_STATE)
                .footer()
                .full(ID, IDSTR)
                .tag(Tag.END_OF_STATE)
                .footer()
                .eof());
    }

    @Test
    void loadReadyStandsAlone() throws IOException {
        assertReads(
                device().full(ID, IDSTR).tag(Tag.DEV_CONFIG_LOAD_READY).footer().eof());
    }

    /** QEMU 5.2: the configuration opens END, the data follow it, and there is no FULL. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void configurationInEnd(int records) throws IOException {
        StreamBuilder stream = device().more(Kind.END, ID)
                .config(VfioConfigs.layout(4096, 5, false), VfioConfigs.body(4096, 5, false));
        for (int i = 0; i < records; i++) {
            stream.data(StreamBuilder.be64(Tag.END_OF_STATE.value()));
        }
        assertReads(stream.tag(Tag.END_OF_STATE).footer().eof());
    }

    @Test
    void severalDevicesAndBareNames() throws IOException {
        SectionKey first = new SectionKey("vfio", 0);
        SectionKey second = new SectionKey("vfio", 1);
        StreamBuilder stream = new StreamBuilder().header().ram(1, 4096);
        stream.named(Kind.START, 5, first)
                .tag(Tag.DEV_SETUP_STATE)
                .tag(Tag.END_OF_STATE)
                .footer();
        stream.named(Kind.START, 6, second)
                .tag(Tag.DEV_SETUP_STATE)
                .tag(Tag.END_OF_STATE)
                .footer();
        stream.vfioSetup(7, "0000:00:1c.0:00.0/vfio");
        for (long id : new long[] {7, 5, 6, 5}) {
            stream.more(Kind.PART, id).data((byte) id).tag(Tag.END_OF_STATE).footer();
        }
        // Nothing is saved of the place on the bus of a device that has none.
        stream.named(Kind.FULL, 6, second)
                .config(new VfioConfigLayout(0, 0, 0, false, false))
                .footer();
        assertReads(stream.eof());
    }

    /** Device data look like anything, the end of their own section included. */
    @Test
    void dataAreNotLookedInto() throws IOException {
        byte[] imitation = new StreamBuilder()
                .tag(Tag.END_OF_STATE)
                .put(at -> new SectionFooter(at, ID, true))
                .eof()
                .bytes();
        assertReads(device().more(Kind.PART, ID)
                .data(imitation)
                .tag(Tag.END_OF_STATE)
                .footer()
                .eof());
    }

    static Stream<Arguments> layouts() {
        return Stream.of(256, 4096).flatMap(space -> Stream.of(0, 1, 9, 64, 2048)
                .flatMap(vectors -> Stream.of(true, false).flatMap(display -> Stream.of(true, false)
                        .map(footers -> Arguments.of(space, vectors, display, footers)))));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void configurationsOfEveryLayout(int space, int vectors, boolean display, boolean footers) throws IOException {
        StreamBuilder stream = new StreamBuilder();
        if (!footers) {
            stream.withoutFooters();
        }
        assertReads(stream.header()
                .vfioSetup(ID, IDSTR)
                .full(ID, IDSTR)
                .config(VfioConfigs.layout(space, vectors, display), VfioConfigs.body(space, vectors, display))
                .footer()
                .full(40, "slirp")
                .opaque(new byte[] {1, 2, 3})
                .footer()
                .eof()
                .vmdesc("{}"));
    }

    /** The capability list is the device's to write; where it leads nowhere, the length tells how much was saved. */
    static Stream<Consumer<byte[]>> hostileLists() {
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
    @MethodSource("hostileLists")
    void hostileCapabilityListsEnd(Consumer<byte[]> change) throws IOException {
        byte[] body = VfioConfigs.body(256, 3, false, change);
        assertReads(device().full(ID, IDSTR)
                .config(new VfioConfigLayout(body.length, 256, 3, false, false), body)
                .footer()
                .eof());
    }

    @Test
    void aSavedTableIsOptional() throws IOException {
        byte[] body = VfioConfigs.body(256, 0, false, space -> {
            space[0x06] = 0x10;
            space[0x34] = 0x40;
            space[0x40] = 0x11;
        });
        assertReads(device().full(ID, IDSTR)
                .config(new VfioConfigLayout(body.length, 256, 0, false, false), body)
                .footer()
                .eof());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 300, 4500, 100_000})
    void ofAnUnknownLayoutTheEndIsFound(int length) throws IOException {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 0xff);
        assertReads(device().full(ID, IDSTR)
                .config(new VfioConfigLayout(length, 0, 0, false, false), body)
                .footer()
                .eof());
    }

    @Test
    void anIrqStateThatIsNoneLeavesTheLayoutToTheLength() throws IOException {
        byte[] body = VfioConfigs.body(4096, 2, false);
        body[4 + 4096 + 3] = 2;
        assertReads(device().full(ID, IDSTR)
                .config(new VfioConfigLayout(body.length, 4096, 2, false, false), body)
                .footer()
                .eof());
    }

    /** A configuration space of 4096 bytes with the end of a section in it, where one of 256 bytes would have it. */
    @Test
    void twoFittingLayoutsAreAmbiguous() throws IOException {
        byte[] end = new StreamBuilder()
                .tag(Tag.END_OF_STATE)
                .put(at -> new SectionFooter(at, ID, true))
                .full(ID, IDSTR)
                .bytes();
        byte[] body = VfioConfigs.body(4096, 0, false, space -> System.arraycopy(end, 0, space, 256 + 16, end.length));
        byte[] stream = device().full(ID, IDSTR)
                .config(new VfioConfigLayout(body.length, 4096, 0, false, false), body)
                .footer()
                .eof()
                .bytes();
        VfioRecord.Config config = Reading.of(stream).elements().stream()
                .filter(VfioRecord.Config.class::isInstance)
                .map(VfioRecord.Config.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(new VfioConfigLayout(4 + 256 + 16, 256, 0, false, true), config.layout());
    }

    private static StreamBuilder device() {
        return new StreamBuilder().header().ram(1, 4096).vfioSetup(ID, IDSTR);
    }
}
