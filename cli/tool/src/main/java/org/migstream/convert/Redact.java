// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.UUID;
import org.migstream.device.VfioConfig;
import org.migstream.io.ZeroInputStream;
import org.migstream.ram.Xbzrle;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Subsection;
import org.migstream.stream.Configuration.VmUuid;
import org.migstream.stream.Element;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.OpaqueBytes;
import org.migstream.stream.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.SelfDelimitingRecord;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VmDesc;

/**
 * Puts zeroes in place of everything that a guest or a device has put into the stream: memory, the states of VFIO
 * devices, the values of all other devices, the UUID, what stands behind the end. Sizes, names, records and the
 * structure of the devices' states stay, and of VFIO devices the configuration spaces, which tell what they are; in
 * these only serial numbers go.
 *
 * <p>Where the values stand in a section is said at the end of the stream, so from the first of them on everything is
 * {@linkplain HeldSections held back} until then.
 */
final class Redact implements Transform {
    private static final UUID NO_UUID = new UUID(0, 0);

    @Override
    public ElementSink into(ElementSink out) {
        return new Redacting(new HeldSections(out));
    }

    private static final class Redacting extends Step {
        private final HeldSections held;

        Redacting(HeldSections held) {
            super(held);
            this.held = held;
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            if (element instanceof RamPage page) {
                page(page, body);
            } else if (element instanceof VfioRecord.Config config) {
                config(config, body);
            } else if (element instanceof OpaqueBytes bytes) {
                opaque(bytes, body);
            } else if (element instanceof MultifdRamPacket pages) {
                pages(pages, body);
            } else if (element instanceof Configuration configuration) {
                out().element(without(configuration));
            } else if (element instanceof MultifdInitPacket init) {
                out().element(new MultifdInitPacket(init.offset(), NO_UUID, init.id(), init.reserved()));
            } else if (element instanceof VmDesc description) {
                held.release(description, body);
            } else if (isContent(element)) {
                out().element(element, new ZeroInputStream(element.bodyLength()));
            } else {
                out().element(element, body);
            }
        }

        private static boolean isContent(Element element) {
            return element instanceof VfioRecord.Data
                    || element instanceof MappedRamRegion stretch && stretch.part() != MappedRamRegion.Part.BITMAP
                    || element instanceof SelfDelimitingRecord
                    || element instanceof MultifdDeviceStatePacket;
        }

        private void page(RamPage page, InputStream body) throws IOException {
            switch (page.encoding()) {
                case XBZRLE:
                    out().element(page, new ByteArrayInputStream(Xbzrle.zeroNewBytes(body.readAllBytes())));
                    break;
                case COMPRESSED:
                    // No zeroes pack to just this length.
                    out().element(
                                    new RamPage(
                                            page.offset(),
                                            RamPage.Encoding.ZERO,
                                            page.continued(),
                                            page.block(),
                                            page.address(),
                                            1),
                                    new ZeroInputStream(1));
                    break;
                default:
                    out().element(page, new ZeroInputStream(page.bodyLength()));
                    break;
            }
        }

        private void config(VfioRecord.Config record, InputStream body) throws IOException {
            byte[] bytes = body.readAllBytes();
            VfioConfig config = VfioConfig.of(record, new ByteArrayInputStream(bytes), null, false);
            out().element(record, new ByteArrayInputStream(SerialNumbers.blank(config, bytes)));
        }

        private void opaque(OpaqueBytes bytes, InputStream body) throws IOException {
            if (section() == null) {
                return;
            }
            if (section().kind() == Section.Kind.FULL) {
                held.hold(bytes, body, section());
            } else {
                out().element(bytes, new ZeroInputStream(bytes.bodyLength()));
            }
        }

        private void pages(MultifdRamPacket packet, InputStream body) throws IOException {
            if (packet.normalPages() > 0 && packet.compression() != MultifdRamPacket.Compression.NOCOMP) {
                throw RefusedException.unsupported(
                        "convert.packed-channel",
                        "the pages on this channel are packed, so their content cannot be taken out alone: join the"
                                + " channels first");
            }
            byte[] offsets = body.readNBytes((int) packet.offsetsLength());
            out().element(
                            packet,
                            new SequenceInputStream(
                                    new ByteArrayInputStream(offsets), new ZeroInputStream(packet.payloadLength())));
        }

        private static Configuration without(Configuration configuration) {
            List<Subsection> subsections = configuration.subsections().stream()
                    .map(subsection -> subsection instanceof VmUuid ? new VmUuid(NO_UUID) : subsection)
                    .toList();
            return new Configuration(configuration.offset(), configuration.machine(), subsections);
        }
    }
}
