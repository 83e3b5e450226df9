// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes QEMU migration streams as a sequence of elements.
 *
 * <h2>Example</h2>
 *
 * <p>Print the sections of a file, and the number of data bytes of each VFIO device. {@code Input.open} also
 * decompresses files and finds streams in containers.
 *
 * <pre>{@code
 * Map<SectionKey, Long> dataBytes = new LinkedHashMap<>();
 * try (Input input = Input.open(file, OutputLimit.NONE)) {
 *     MigrationReader reader = MigrationReader.of(input.source(), SectionSizes.NONE);
 *     for (Element element; (element = reader.next()) != null; ) {
 *         if (element instanceof Section section) {
 *             out.println(section.kind() + " " + section.key().idstr());
 *             current = section.key();
 *         } else if (element instanceof VfioRecord.Data data) {
 *             dataBytes.merge(current, data.bodyLength(), Long::sum);
 *         }
 *     }
 * }
 * dataBytes.forEach((device, bytes) -> out.println(device.idstr() + ": " + bytes + " bytes"));
 * }</pre>
 *
 * <h2>Grammar</h2>
 *
 * <pre>
 *   main      = FileHeader [Configuration] element* EndOfStream [VmDesc] OpaqueBytes*
 *   element   = section | Command | package
 *   section   = Section SectionRecord* SectionFooter
 *   package   = Command(PACKAGED) element* PackageEnd          the body of the command is the length of the package
 *
 *   records of a section, by its handler:
 *   ram       = (MemSize RamBlock* | RamPage | FlagOnly(MULTIFD_FLUSH))* FlagOnly(EOS)
 *   RamBlock  = entry [MappedRamRegion(BITMAP) MappedRamRegion(PADDING) MappedRamRegion(PAGES)]
 *                                                              with mapped-ram, without shared blocks that are left out
 *   vfio      = see VfioSectionParser
 *   dirty-bitmap, block, spapr/htab, pbs-state, s390-..., todclock
 *             = SelfDelimitingRecord*
 *   others    = OpaqueBytes*
 *
 *   channel   = MultifdInitPacket packet*                      ends where the connection closed
 *   packet    = MultifdRamPacket
 *             | MultifdDeviceStatePacket [VfioRecord(DEV_CONFIG_STATE) VfioRecord(END_OF_STATE)]
 *
 *   cpr       = see CprStateRecord
 *
 *   return    = (ReturnPathMessage [RecvBitmapEnd])*           ends where the connection closed
 * </pre>
 *
 * <p>Integers are big-endian and unsigned. The rules are from QEMU's migration/savevm.c ({@code
 * qemu_savevm_state_setup}, {@code _iterate}, {@code _complete_precopy} for the order, {@code save_section_header} and
 * {@code save_section_footer} for the frame), migration/ram.c, migration/multifd.c and hw/vfio/migration.c.
 *
 * <h2>Elements and parsers</h2>
 *
 * <p>An {@link org.migstream.stream.Element} has a head, which is a value, and a body of bytes that stays in the input.
 * The class of an element reads and writes its head. A parser (an {@code ElementParser}) determines the order of elements:
 *
 * <pre>
 *   MigrationReader --&gt; MainStreamParser --&gt; SectionParsers --&gt; RamSectionParser, VfioSectionParser,
 *                   |                                              SelfDelimitingParser
 *                   |                                              FixedLengthPayloadParser, ScannedPayloadParser
 *                   +-&gt; MultifdChannelParser --&gt; VfioConfigPacketParser
 *                   +-&gt; ReturnPathParser
 *                   +-&gt; CprStateParser
 * </pre>
 *
 * <p>A caller reads only the bodies that it needs. For example, a digest needs all bodies, but a list of the sections
 * of a 64 GiB stream needs none. Most pages of guest memory differ from the page before only in their address; {@link
 * org.migstream.stream.MigrationReader#skipPages} reports the addresses of these pages without an element for each. {@link
 * org.migstream.stream.MigrationWriter} writes elements. If all elements are read
 * and written, the output has the same bytes as the input.
 *
 * <h2>End of a section</h2>
 *
 * <p>Sections have no length field. {@code SectionParsers} chooses the first of these methods that is possible, and {@link
 * org.migstream.stream.Section.Framing} records the choice:
 *
 * <ol>
 *   <li>The handler has a parser. The handlers with parsers write nearly all bytes of a stream.
 *   <li>The vmdescription at the end of the stream gives the length ({@link org.migstream.stream.SectionSizes}), and a
 *       footer is at the end that this length gives. For streams without footers, {@code SectionParsers} has the fixed
 *       lengths of two sections.
 *   <li>The section ends at its first footer with a plausible element after it. Data that look like a footer lead to a
 *       wrong end, so reports have a warning about this method ({@code ScannedPayloadParser}, {@code SectionEndDetector}).
 * </ol>
 *
 * <p>In a pipe, the vmdescription cannot be read first, so the third method replaces the second. Otherwise a stream
 * gives the same elements from a pipe and from a file.
 *
 * <p>To support another handler whose last record can be recognized, write a {@code SelfDelimitingRecord} and add it to
 * {@code SectionParsers}.
 *
 * <h2>VFIO devices on multifd channels</h2>
 *
 * <p>With multifd, the main stream has the data that a VFIO device sent before it stopped. The later data are in {@link
 * org.migstream.stream.MultifdDeviceStatePacket} packets on all channels. {@link
 * org.migstream.stream.MultifdDeviceStatePacket.VfioPacketHeader#idx()} orders them. The packet with the highest index
 * has the configuration: {@link org.migstream.stream.VfioRecord.Config} and END_OF_STATE follow it as elements, as in a
 * FULL section, so the same code handles packets and sections.
 *
 * <h2>Damage</h2>
 *
 * <p>The first violation of a rule ends the reading with a {@link org.migstream.io.StreamException} that has the
 * offset. The elements before this offset stay valid. The reader does not continue after the damage: sections have no
 * lengths, so the start of the next section would be a guess.
 */
@NullMarked
package org.migstream.stream;

import org.jspecify.annotations.NullMarked;
