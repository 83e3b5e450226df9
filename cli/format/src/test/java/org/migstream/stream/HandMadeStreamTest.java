// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.stream.Command.Name;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.Section.Kind;

/** The frame around the sections, in the forms that no capture has. */
class HandMadeStreamTest {
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void configurationAndDescriptionMayBeAbsent(boolean configuration, boolean description) throws IOException {
        StreamBuilder stream = new StreamBuilder().header();
        if (configuration) {
            stream.configuration();
        }
        stream.ram(1, 4096).full(3, "timer").opaque(new byte[24]).footer().eof();
        if (description) {
            stream.vmdesc("{}");
        }
        assertReads(stream);
    }

    @Test
    void withoutFootersTheNextHeadEndsASection() throws IOException {
        assertReads(new StreamBuilder()
                .withoutFooters()
                .header()
                .configuration()
                .ram(1, 4096)
                .vfioSetup(7, "vfio")
                .more(Kind.PART, 1)
                .mark(Flag.EOS)
                .footer()
                .command(Name.SWITCHOVER_START)
                .full(3, "timer")
                .opaque(new byte[24])
                .footer()
                .full(4, "slirp")
                .opaque(StreamBuilder.be64(5, 6, 7))
                .footer()
                .eof()
                .vmdesc("{\"page_size\": 4096}"));
    }

    /** An interrupt controller's registers once looked like a command and the end of the stream. */
    @Test
    void withoutFootersACommandAmongDataIsNoEnd() throws IOException {
        assertReads(new StreamBuilder()
                .withoutFooters()
                .header()
                .ram(1, 4096)
                .full(3, "apic")
                .opaque(new byte[] {1, 8, 0, 1, 0, 0, 0, 0, 9})
                .footer()
                .full(4, "timer")
                .opaque(new byte[24])
                .footer()
                .eof()
                .vmdesc("{\"page_size\": 4096}"));
    }

    /** Nothing says where this one ends, if not that its length never changes. */
    @Test
    void withoutFootersAndDescriptionTheGlobalStateIsStillFound() throws IOException {
        byte[] stream = new StreamBuilder()
                .withoutFooters()
                .header()
                .ram(1, 4096)
                .full(3, "globalstate")
                .opaque(new byte[104])
                .footer()
                .eof()
                .bytes();
        Reading reading = Reading.of(stream);
        assertEquals(Reading.END, reading.code());
        assertEquals(104, ExpectedSection.among(reading.elements()).get(1).payloadLength());
    }

    @Test
    void everySubsectionOfTheConfiguration() throws IOException {
        assertReads(new StreamBuilder()
                .header()
                .configuration(
                        new Configuration.TargetPageBits(16),
                        new Configuration.Capabilities(List.of("x-ignore-shared", "unheard-of")),
                        new Configuration.VmUuid(UUID.fromString("12345678-9abc-def0-1234-56789abcdef0")))
                .eof());
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandStandsBetweenSections(Name name) throws IOException {
        byte[] data = new byte[name == Name.POSTCOPY_RAM_DISCARD || name == Name.RECV_BITMAP ? 7 : 0];
        StreamBuilder stream = new StreamBuilder().header().ram(1, 4096);
        if (name == Name.PACKAGED) {
            stream.packaged(inner -> inner.command(Name.POSTCOPY_RUN));
        } else {
            stream.command(name, name == Name.PING ? StreamBuilder.be32(2) : data);
        }
        assertReads(stream.full(3, "timer")
                .opaque(new byte[] {1, 2})
                .footer()
                .command(Name.ENABLE_COLO)
                .eof());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPackageHoldsElementsAndEndsWhereItsLengthSays(boolean footers) throws IOException {
        StreamBuilder stream = new StreamBuilder();
        if (!footers) {
            stream.withoutFooters();
        }
        assertReads(stream.header()
                .ram(1, 4096)
                .packaged(inner -> inner.command(Name.POSTCOPY_LISTEN)
                        .full(3, "timer")
                        .opaque(new byte[] {1, 2, 3})
                        .footer()
                        .full(4, "slirp")
                        .opaque(new byte[] {9, 9})
                        .footer())
                .more(Kind.END, 1)
                .mark(Flag.EOS)
                .footer()
                .eof()
                .vmdesc("{}"));
    }

    @Test
    void anEmptyPackage() throws IOException {
        assertReads(new StreamBuilder().header().packaged(inner -> {}).eof());
    }

    @Test
    void whateverStandsBehindTheDescriptionIsPassedOn() throws IOException {
        StreamBuilder stream = new StreamBuilder().header().eof().vmdesc("{}");
        assertReads(stream.put(at -> new OpaqueBytes(at, 3), new byte[3]));
    }

    static void assertReads(StreamBuilder stream) throws IOException {
        assertEquals(stream.reading(), Reading.of(stream.bytes()));
    }
}
