// SPDX-License-Identifier: Apache-2.0
/**
 * The grammar of QEMU's migration streams: one reader, one writer, the same elements.
 *
 * <pre>
 *   main      = FileHeader [Configuration] element* EndOfStream [VmDesc] OpaqueBytes*
 *   element   = section | Command | package
 *   section   = Section SectionRecord* SectionFooter
 *   package   = Command(PACKAGED) element* PackageEnd          the length stands in the command
 *
 *   ram       = (Size RamBlock* | RamPage | Mark(MULTIFD_FLUSH))* Mark(EOS)
 *   RamBlock  = entry [MappedRam(BITMAP) MappedRam(PADDING) MappedRam(PAGES)]
 *   vfio      = see VfioGrammar
 *   live      = SelfEndingRecord*                          dirty-bitmap, block, spapr/htab, s390-..., todclock
 *   any other = OpaqueBytes*
 *
 *   channel   = MultifdInit packet*                        ends where the connection closed
 *   packet    = MultifdRam | MultifdDeviceState [VfioRecord(DEV_CONFIG_STATE) VfioRecord(END_OF_STATE)]
 *
 *   return    = (ReturnPathMessage [RecvBitmapEnd])*       likewise
 * </pre>
 *
 * <p>Integers are big-endian and unsigned. The rules are those of QEMU's migration/savevm.c ({@code
 * qemu_savevm_state_setup}, {@code _iterate}, {@code _complete_precopy} for the order, {@code save_section_header} and
 * {@code save_section_footer} for the frame), migration/ram.c, migration/multifd.c and hw/vfio/migration.c.
 *
 * <h2>Elements</h2>
 *
 * <p>An {@link org.migstream.stream.Element} is a head, which is a value, and a body of bytes that stays in the input.
 * Each element's own file says how it looks on the wire and writes its head; a {@code Grammar} says in which order
 * elements come. So reading then writing is the identity, and a consumer that is interested in bodies (a digest, a
 * decoder) reads them while another (a listing of 64 GiB) leaves them where they are.
 *
 * <h2>Where a section ends</h2>
 *
 * <p>Sections have no length. {@code SectionGrammars} takes the first of these that serves, and {@link
 * org.migstream.stream.Section.Framing} records which it was:
 *
 * <ol>
 *   <li>the handler's own grammar, for the sections that carry nearly all bytes;
 *   <li>the length that the description at the end of the stream gives ({@link org.migstream.stream.SectionSizes}),
 *       if a footer stands there;
 *   <li>the first footer of this section behind which something plausible stands. This can be fooled, by data that
 *       imitate a footer, and is reported as a warning wherever it was needed.
 * </ol>
 *
 * <p>A handler whose records say where they end is a {@code SelfEndingRecord} and a line in {@code SectionGrammars}.
 *
 * <p>A pipe cannot be read from behind, so there the third replaces the second; all else is the same, and so are the
 * elements but for that word.
 *
 * <h2>A device on several channels</h2>
 *
 * <p>With multifd, what a VFIO device gave before it stopped is in the main stream, the rest in {@link
 * org.migstream.stream.MultifdDeviceStatePacket} packets on any channel, ordered by {@link
 * org.migstream.stream.MultifdDeviceStatePacket.VfioPacketHeader#idx()}. A packet of data has them as its body. The packet with the
 * highest index carries the configuration, and has the same records as a FULL section: {@link
 * org.migstream.stream.VfioRecord.Config} and the flag END_OF_STATE follow it as elements of their own, so whoever
 * handles a configuration handles both.
 *
 * <h2>Damage</h2>
 *
 * <p>The first broken rule ends the reading with a {@link org.migstream.io.StreamException} that says where; elements
 * before it stay valid. There is no attempt to find a way back in: what follows a broken rule in a format without
 * lengths is guesswork.
 */
package org.migstream.stream;
