// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.inspect.ChannelRecordingBuilder;
import org.migstream.stream.Captures;
import org.migstream.stream.Configuration;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.StreamBuilder;

/** Requests that an input does not allow are rejected with the code of the reason. */
class ConversionRejectionTest {
    @TempDir
    private Path directory;

    private static void assertRejected(String code, Executable conversion) {
        ConversionException rejection = assertThrows(ConversionException.class, conversion);
        assertEquals(code, rejection.reason().finding().code(), rejection.getMessage());
    }

    private static StreamBuilder withRam() {
        return new StreamBuilder().header().configuration().ramStart(1, 8192);
    }

    @Test
    void replacementFromChannel_isRejected() throws IOException {
        byte[] channel = new ChannelRecordingBuilder(0).pages(0).bytes();
        assertRejected(
                "convert.no-donor",
                () -> TestConversions.convertPipe(
                        TestConversions.replace("vfio", channel),
                        withRam().endOfStream().bytes()));
    }

    @Test
    void mappedRamToPipe_isRejected() {
        assertRejected(
                "convert.no-file",
                () -> TestConversions.convertPipe(
                        TestConversions.ram(RamFormat.MAPPED),
                        withRam().endOfStream().bytes()));
    }

    @Test
    void mappedRamOfSharedMemory_isRejectedForOlderMachineType() {
        byte[] stream = withSharedMemory("pc-q35-10.2").endOfStream().bytes();
        assertRejected(
                "convert.shared-memory",
                () -> TestConversions.convertFile(directory, TestConversions.ram(RamFormat.MAPPED), stream));
    }

    /** Returns a stream with a block of which no page is sent, because it is shared memory. */
    private static StreamBuilder withSharedMemory(String machine) {
        return new StreamBuilder()
                .header()
                .configuration(machine, new Configuration.Capabilities(List.of("x-ignore-shared")))
                .start(1, "ram")
                .ramSize(8192)
                .put(at -> new RamBlock(at, "pc.ram", 8192, OptionalLong.empty(), OptionalLong.of(0), null))
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 1)
                .ramFlag(Flag.EOS)
                .footer();
    }

    @Test
    void imageOfBlockWithoutPages_isRejected() {
        byte[] shared = withSharedMemory("pc-q35-11.0").endOfStream().bytes();
        assertRejected("convert.no-pages", () -> TestConversions.extractFromPipe(Part.RAM, "pc.ram", shared));
        byte[] stripped = withRam().endOfStream().bytes();
        assertRejected("convert.no-pages", () -> TestConversions.extractFromPipe(Part.RAM, "pc.ram", stripped));
    }

    @Test
    void redactionOfCompressedChannel_isRejected() throws IOException {
        byte[] channel = Captures.bytes("options/multifd-zstd.chan1");
        assertRejected("convert.packed-channel", () -> TestConversions.convertPipe(TestConversions.redact(), channel));
    }

    @Test
    void damagedCompressedPage_isRejected() {
        byte[] stream = withRam()
                .continued(Kind.END, 1)
                .ramPage(Encoding.COMPRESSED, false, 0, new byte[] {1, 2, 3, 4})
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .bytes();
        assertRejected("ram.compressed", () -> TestConversions.extractFromPipe(Part.RAM, "pc.ram", stream));
    }

    @Test
    void pageOfUnsupportedCompression_isRejected() throws IOException {
        byte[] main = withRam()
                .continued(Kind.END, 1)
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .bytes();
        byte[] channel = new ChannelRecordingBuilder(0).qatzipPage(0).sync(1).bytes();
        assertRejected(
                "convert.packed-channel", () -> TestConversions.extractFromPipe(Part.RAM, "pc.ram", main, channel));
    }

    @Test
    void mappedRamWithoutEndSection_isRejected() throws IOException {
        byte[] mapped = TestConversions.convertFile(
                directory,
                TestConversions.ram(RamFormat.MAPPED),
                withRam().endOfStream().bytes());
        assertRejected(
                "convert.no-ram-end",
                () -> TestConversions.convertFile(directory, TestConversions.ram(RamFormat.RECORDS), mapped));
    }

    @Test
    void tooManySections_areRejected() {
        StreamBuilder stream = withRam();
        for (int i = 0; i <= (1 << 14) + 1; i++) {
            stream.full(2 + i, "device" + i).opaqueBytes(new byte[4]).footer();
        }
        byte[] bytes = stream.endOfStream().vmdesc("{}").bytes();
        assertRejected(
                "convert.too-many-sections", () -> TestConversions.convertPipe(TestConversions.drop("device0"), bytes));
    }

    @Test
    void channelOfOtherMigration_isRejected() throws IOException {
        byte[] main = new StreamBuilder()
                .header()
                .configuration()
                .start(1, "ram")
                .ramSize(4096)
                .ramBlock("other", 4096)
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.END, 1)
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramFlag(Flag.EOS)
                .footer()
                .endOfStream()
                .bytes();
        byte[] channel = new ChannelRecordingBuilder(0).sync(0).pages(1).sync(2).bytes();
        assertRejected("multifd.unknown-page", () -> TestConversions.convertPipe(ConvertRequest.COPY, main, channel));
    }
}
