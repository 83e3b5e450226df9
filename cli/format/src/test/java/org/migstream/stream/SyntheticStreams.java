// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.util.List;
import java.util.UUID;
import org.migstream.stream.Command.Name;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioRecord.Tag;

/** Small streams that, taken together, have all kinds of elements. */
final class SyntheticStreams {
    private SyntheticStreams() {}

    static List<byte[]> all() {
        return List.of(
                framing(new StreamBuilder()),
                framing(new StreamBuilder().withoutFooters()),
                devices(new StreamBuilder()),
                devices(new StreamBuilder().withoutFooters()),
                handlers());
    }

    private static byte[] framing(StreamBuilder stream) {
        return stream.header()
                .configuration(
                        new Configuration.TargetPageBits(12),
                        new Configuration.Capabilities(List.of("x-ignore-shared")),
                        new Configuration.VmUuid(new UUID(1, 2)))
                .command(Name.PING, StreamBuilder.be32(1))
                .command(Name.POSTCOPY_ADVISE, StreamBuilder.be64(4096, 4096))
                .packaged(inner ->
                        inner.full(9, "slirp").opaqueBytes(new byte[3]).footer().command(Name.POSTCOPY_RUN))
                .command(Name.RECV_BITMAP, new byte[4])
                .endOfStream()
                .vmdesc("{}")
                .bytes();
    }

    private static byte[] devices(StreamBuilder stream) {
        return stream.header()
                .configuration()
                .ramStart(1, 1 << 20)
                .vfioSetup(7, "0000:00:01.0/vfio")
                .vfioSetup(8, "vfio")
                .continued(Kind.PART, 1)
                .ramPage(Encoding.NORMAL, false, 0, new byte[4096])
                .ramPage(Encoding.ZERO, true, 4096, (byte) 0)
                .ramPage(Encoding.XBZRLE, true, 8192, new byte[9])
                .ramFlag(Flag.MULTIFD_FLUSH)
                .ramFlag(Flag.EOS)
                .footer()
                .continued(Kind.PART, 7)
                .vfioData(new byte[24])
                .vfioTag(Tag.DEV_INIT_DATA_SENT)
                .footer()
                .command(Name.SWITCHOVER_START)
                .continued(Kind.END, 8)
                .vfioConfig(VfioConfigSamples.layout(256, 0, false), VfioConfigSamples.body(256, 0, false))
                .vfioData(new byte[72])
                .vfioTag(Tag.END_OF_STATE)
                .footer()
                .full(3, "timer")
                .opaqueBytes(new byte[24])
                .footer()
                .full(7, "0000:00:01.0/vfio")
                .vfioConfig(VfioConfigSamples.layout(4096, 9, true), VfioConfigSamples.body(4096, 9, true))
                .footer()
                .full(4, "globalstate")
                .opaqueBytes(new byte[104])
                .footer()
                .endOfStream()
                .vmdesc("{\"page_size\": 4096}")
                .bytes();
    }

    /** A stream with mapped RAM, and with self-delimiting sections. */
    private static byte[] handlers() {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration(new Configuration.Capabilities(List.of("mapped-ram")))
                .start(1, "ram")
                .ramSize(4096);
        return MappedRamBlocks.add(stream, 0, "pc.ram", 4096)
                .ramFlag(Flag.EOS)
                .footer()
                .start(2, "dirty-bitmap")
                .raw(0x1d, 1, 'd', 1, 'b', 0, 1, 0, 0, 0)
                .footer()
                .start(3, "spapr/htab")
                .raw(0, 0, 0, 24)
                .footer()
                .start(4, "s390-storage_attributes")
                .raw(0, 0, 0, 0, 0, 0, 0, 1)
                .footer()
                .full(5, "todclock")
                .raw(1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                .footer()
                .endOfStream()
                .vmdesc("{}")
                .bytes();
    }
}
