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
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.Section.Kind;

/** Reads streams with headers, commands and ends in forms that no capture has. */
class SyntheticStreamTest {
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void streamWithoutConfigurationOrVmDesc_isRead(boolean configuration, boolean description) throws IOException {
        StreamBuilder stream = new StreamBuilder().header();
        if (configuration) {
            stream.configuration();
        }
        stream.ramStart(1, 4096)
                .full(3, "timer")
                .opaqueBytes(new byte[24])
                .footer()
                .endOfStream();
        if (description) {
            stream.vmdesc("{}");
        }
        assertReads(stream);
    }

    @Test
    void withoutFooters_nextHeadEndsSection() throws IOException {
        assertReads(new StreamBuilder()
                .withoutFooters()
                .header()
                .configuration()
                .ramStart(1, 4096)
                .vfioSetup(7, "vfio")
                .continued(Kind.PART, 1)
                .ramFlag(Flag.EOS)
                .footer()
                .command(Name.SWITCHOVER_START)
                .full(3, "timer")
                .opaqueBytes(new byte[24])
                .footer()
                .full(4, "slirp")
                .opaqueBytes(StreamBuilder.be64(5, 6, 7))
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096}"));
    }

    /** The registers of an interrupt controller can look like a command and the end of the stream. */
    @Test
    void withoutFooters_commandBytesInDataDoNotEndSection() throws IOException {
        assertReads(new StreamBuilder()
                .withoutFooters()
                .header()
                .ramStart(1, 4096)
                .full(3, "apic")
                .opaqueBytes(new byte[] {1, 8, 0, 1, 0, 0, 0, 0, 9})
                .footer()
                .full(4, "timer")
                .opaqueBytes(new byte[24])
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096}"));
    }

    /** Only the constant length of this section gives its end. */
    @Test
    void withoutFootersAndVmDesc_globalStateIsDelimited() throws IOException {
        byte[] stream = new StreamBuilder()
                .withoutFooters()
                .header()
                .ramStart(1, 4096)
                .full(3, "globalstate")
                .opaqueBytes(new byte[104])
                .footer()
                .endOfStream()
                .bytes();
        ReadResult reading = ReadResult.of(stream);
        assertEquals(ReadResult.END, reading.code());
        assertEquals(
                104, ExpectedSection.fromElements(reading.elements()).get(1).payloadLength());
    }

    @Test
    void configurationSubsections_areRead() throws IOException {
        assertReads(new StreamBuilder()
                .header()
                .configuration(
                        new Configuration.TargetPageBits(16),
                        new Configuration.Capabilities(List.of("x-ignore-shared", "unheard-of")),
                        new Configuration.VmUuid(UUID.fromString("12345678-9abc-def0-1234-56789abcdef0")))
                .endOfStream());
    }

    @ParameterizedTest
    @EnumSource
    void commands_areReadBetweenSections(Name name) throws IOException {
        byte[] data = new byte[name == Name.POSTCOPY_RAM_DISCARD || name == Name.RECV_BITMAP ? 7 : 0];
        StreamBuilder stream = new StreamBuilder().header().ramStart(1, 4096);
        if (name == Name.PACKAGED) {
            stream.packaged(inner -> inner.command(Name.POSTCOPY_RUN));
        } else {
            stream.command(name, name == Name.PING ? StreamBuilder.be32(2) : data);
        }
        assertReads(stream.full(3, "timer")
                .opaqueBytes(new byte[] {1, 2})
                .footer()
                .command(Name.ENABLE_COLO)
                .endOfStream());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void package_endsAtItsLength(boolean footers) throws IOException {
        StreamBuilder stream = new StreamBuilder();
        if (!footers) {
            stream.withoutFooters();
        }
        assertReads(stream.header()
                .ramStart(1, 4096)
                .packaged(inner -> inner.command(Name.POSTCOPY_LISTEN)
                        .full(3, "timer")
                        .opaqueBytes(new byte[] {1, 2, 3})
                        .footer()
                        .full(4, "slirp")
                        .opaqueBytes(new byte[] {9, 9})
                        .footer())
                .continued(Kind.END, 1)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .vmdesc("{}"));
    }

    @Test
    void emptyPackage_isRead() throws IOException {
        assertReads(new StreamBuilder().header().packaged(inner -> {}).endOfStream());
    }

    @Test
    void bytesAfterVmDesc_areReadAsOpaqueBytes() throws IOException {
        StreamBuilder stream = new StreamBuilder().header().endOfStream().vmdesc("{}");
        assertReads(stream.put(at -> new OpaqueBytes(at, 3), new byte[3]));
    }

    static void assertReads(StreamBuilder stream) throws IOException {
        assertEquals(stream.read(), ReadResult.of(stream.bytes()));
    }
}
