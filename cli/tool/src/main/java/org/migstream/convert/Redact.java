// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_PACKED_CHANNEL;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.migstream.device.VfioConfig;
import org.migstream.io.BlockInputStream;
import org.migstream.io.ZeroFillInputStream;
import org.migstream.io.ZeroingInputStream;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.SerialNumbers;
import org.migstream.ram.Xbzrle;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.SelfDelimitingRecord;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.GlobalState;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;

/**
 * Replaces everything that a guest or a device wrote by zeroes: memory, the content of the states of VFIO devices ({@link
 * RedactedStates}), field values of all other devices, the UUID and trailing bytes. Sizes, names, records and the structure
 * of device states stay. VFIO devices keep their configuration spaces, which identify the model; only serial numbers in
 * them are zeroed. A run state that QEMU knows stays, too: QEMU wrote it.
 *
 * <p>The vmdescription at the end of the stream locates the values in a section. So everything from the first such
 * section on is {@linkplain SectionRedactionBuffer held back} until the vmdescription is read.
 */
final class Redact implements Transform {
    private static final UUID NO_UUID = new UUID(0, 0);

    private final RedactedStates states;

    /** @param states the states of VFIO devices without content; all other states become zeroes */
    Redact(RedactedStates states) {
        this.states = states;
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new RedactingSink(new SectionRedactionBuffer(out), states.cursor());
    }

    private static final class RedactingSink extends TransformingSink {
        private final SectionRedactionBuffer buffer;
        private final RedactedStates.Cursor states;

        RedactingSink(SectionRedactionBuffer buffer, RedactedStates.Cursor states) {
            super(buffer);
            this.buffer = buffer;
            this.states = states;
        }

        @Override
        public void close() throws IOException {
            try (states) {
                super.close();
            }
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof RamPage page) {
                redactPage(page, body);
            } else if (element instanceof VfioRecord.Config config) {
                redactConfig(config, body);
            } else if (element instanceof VfioRecord.Data) {
                out().accept(element, redactData(body));
            } else if (element instanceof OpaqueBytes bytes) {
                redactOpaque(bytes, body);
            } else if (element instanceof MultifdRamPacket pages) {
                redactMultifdPages(pages, body);
            } else if (element instanceof Configuration configuration) {
                out().accept(configuration.redacted());
            } else if (element instanceof MultifdInitPacket init) {
                out().accept(new MultifdInitPacket(init.offset(), NO_UUID, init.id(), init.reserved()));
            } else if (element instanceof Command command) {
                out().accept(command, new ByteArrayInputStream(CommandRedaction.redact(command, body.readAllBytes())));
            } else if (element instanceof VmDesc description) {
                buffer.writeRedacted(description, body);
            } else if (isGuestData(element)) {
                out().accept(element, new ZeroingInputStream(body));
            } else {
                out().accept(element, body);
            }
        }

        private static boolean isGuestData(Element element) {
            return element instanceof MappedRamRegion region && region.part() != MappedRamRegion.Part.BITMAP
                    || element instanceof SelfDelimitingRecord
                    || element instanceof MultifdDeviceStatePacket;
        }

        private InputStream redactData(InputStream body) throws IOException {
            InputStream zeroes = new ZeroingInputStream(body);
            return states.rest(requireSection().key())
                    .<InputStream>map(state -> new ReplacingInputStream(zeroes, state))
                    .orElse(zeroes);
        }

        private void redactPage(RamPage page, InputStream body) throws IOException {
            switch (page.encoding()) {
                case XBZRLE:
                    out().accept(page, new ByteArrayInputStream(Xbzrle.zeroNewBytes(body.readAllBytes())));
                    break;
                case COMPRESSED:
                    // Compressed zeroes have another length, so the page becomes a zero page.
                    out().accept(
                                    new RamPage(
                                            page.offset(),
                                            RamPage.Encoding.ZERO,
                                            page.continued(),
                                            page.block(),
                                            page.address(),
                                            1),
                                    new ZeroFillInputStream(1));
                    break;
                default:
                    out().accept(page, new ZeroingInputStream(body));
                    break;
            }
        }

        private void redactConfig(VfioRecord.Config record, InputStream body) throws IOException {
            byte[] bytes = body.readAllBytes();
            VfioConfig config = VfioConfig.of(record, new ByteArrayInputStream(bytes), null, false);
            out().accept(record, new ByteArrayInputStream(withoutSerialNumbers(config.configSpace(), bytes)));
        }

        /** Returns a copy of a configuration without serial numbers; all zeroes if its layout is unknown. */
        private static byte[] withoutSerialNumbers(@Nullable ConfigSpace space, byte[] config) {
            if (space == null) {
                return new byte[config.length];
            }
            byte[] redacted = config.clone();
            SerialNumbers.zero(space).bytes().get(redacted, VfioConfigLayout.SPACE_OFFSET, space.size());
            return redacted;
        }

        private void redactOpaque(OpaqueBytes bytes, InputStream body) throws IOException {
            if (section() == null) {
                return;
            }
            if (isRunState(bytes)) {
                redactRunState(bytes, body);
            } else if (section().kind() == Section.Kind.FULL) {
                buffer.bufferPayload(bytes, body, section());
            } else {
                out().accept(bytes, new ZeroingInputStream(body));
            }
        }

        private boolean isRunState(OpaqueBytes bytes) {
            Section current = section();
            return current != null
                    && current.key().idstr().equals(GlobalState.IDSTR)
                    && bytes.offset() == current.bodyOffset();
        }

        private void redactRunState(OpaqueBytes bytes, InputStream body) throws IOException {
            byte[] head = body.readNBytes(GlobalState.HEAD_LENGTH);
            String name = GlobalState.runState(head);
            int kept = GlobalState.isKnown(name) ? GlobalState.NAME_OFFSET + name.length() : 0;
            Arrays.fill(head, kept, head.length, (byte) 0);
            out().accept(bytes, new SequenceInputStream(new ByteArrayInputStream(head), new ZeroingInputStream(body)));
        }

        private void redactMultifdPages(MultifdRamPacket packet, InputStream body) throws IOException {
            if (packet.normalPages() > 0 && packet.compression() != MultifdRamPacket.Compression.NOCOMP) {
                throw ConversionException.unsupported(
                        CONVERT_PACKED_CHANNEL,
                        "the pages on this channel are compressed and cannot be zeroed in place: join the channels with the"
                                + " main stream first");
            }
            byte[] offsets = body.readNBytes((int) packet.offsetsLength());
            out().accept(
                            packet,
                            new SequenceInputStream(new ByteArrayInputStream(offsets), new ZeroingInputStream(body)));
        }
    }

    /**
     * Replaces the bytes of a stream by those of another one. It ends and fails where the first stream does, and keeps its
     * bytes if the second one has no more.
     */
    private static final class ReplacingInputStream extends BlockInputStream {
        private final InputStream in;
        private final InputStream replacement;

        ReplacingInputStream(InputStream in, InputStream replacement) {
            this.in = in;
            this.replacement = replacement;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = in.read(into, from, length);
            if (count > 0) {
                replacement.readNBytes(into, from, count);
            }
            return count;
        }
    }
}
