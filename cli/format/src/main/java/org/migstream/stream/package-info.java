// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes QEMU migration streams as a sequence of elements.
 *
 * <h2>Example</h2>
 *
 * <p>Print the sections of a file, and the number of data bytes of each VFIO device. The method {@code open} also
 * decompresses files and finds streams in containers.
 *
 * <pre>{@code
 * Map<SectionKey, Long> dataBytes = new LinkedHashMap<>();
 * try (Input input = Input.open(file, Long.MAX_VALUE)) {
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
 *   package   = Command(PACKAGED) element* PackageEnd          the command has the length of the package
 *
 *   records of a section, by its handler:
 *   ram       = (MemSize RamBlock* | RamPage | FlagOnly(MULTIFD_FLUSH))* FlagOnly(EOS)
 *   RamBlock  = entry [MappedRamRegion(BITMAP) MappedRamRegion(PADDING) MappedRamRegion(PAGES)]
 *   vfio      = see VfioSectionParser
 *   dirty-bitmap, block, spapr/htab, s390-..., todclock
 *             = SelfDelimitingRecord*
 *   others    = OpaqueBytes*
 *
 *   channel   = MultifdInitPacket packet*                      ends where the connection closed
 *   packet    = MultifdRamPacket
 *             | MultifdDeviceStatePacket [VfioRecord(DEV_CONFIG_STATE) VfioRecord(END_OF_STATE)]
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
 * </pre>
 *
 * <p>A consumer reads only the bodies that it needs: a digest reads all, a listing of 64 GiB none. {@link
 * org.migstream.stream.MigrationWriter} writes elements. To read and write all elements gives the same bytes.
 *
 * <h2>End of a section</h2>
 *
 * <p>Sections have no length field. {@code SectionParsers} chooses the first of these methods that is possible, and {@link
 * org.migstream.stream.Section.Framing} records the choice:
 *
 * <ol>
 *   <li>The handler has a parser. The sections with nearly all bytes have one.
 *   <li>The vmdescription at the end of the stream gives the length ({@link org.migstream.stream.SectionSizes}), and a
 *       footer is at this place. For two sections of streams without footers, {@code SectionParsers} has a fixed length.
 *   <li>The section ends at its first footer with a plausible element after it. Data that imitate a footer lead to a wrong
 *       end, so reports have a warning about this method ({@code ScannedPayloadParser}, {@code SectionEndDetector}).
 * </ol>
 *
 * <p>The vmdescription of a pipe cannot be read first, so the third method replaces the second there. The elements of a
 * pipe and of a file are otherwise equal.
 *
 * <p>To support another handler whose records mark the last one, write a {@code SelfDelimitingRecord} and add it to {@code
 * SectionParsers}.
 *
 * <h2>VFIO devices on multifd channels</h2>
 *
 * <p>With multifd, the main stream has the data that a VFIO device gave before it stopped. The other data are in {@link
 * org.migstream.stream.MultifdDeviceStatePacket} packets on all channels. {@link
 * org.migstream.stream.MultifdDeviceStatePacket.VfioPacketHeader#idx()} orders them. The packet with the highest index has
 * the configuration: {@link org.migstream.stream.VfioRecord.Config} and END_OF_STATE follow it as elements, as in a FULL
 * section, so the same code handles both.
 *
 * <h2>Damage</h2>
 *
 * <p>The first violation of a rule ends the reading with a {@link org.migstream.io.StreamException} that has the offset.
 * The elements before stay valid. The reader does not try to resume: in a format without lengths it would have to guess.
 */
@NullMarked
package org.migstream.stream;

import org.jspecify.annotations.NullMarked;
