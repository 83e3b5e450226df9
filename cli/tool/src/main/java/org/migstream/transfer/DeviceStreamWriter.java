// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.guest.SavedConfiguration;
import org.migstream.stream.Command;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.FileHeader;
import org.migstream.stream.MigrationWriter;
import org.migstream.stream.Section;
import org.migstream.stream.Section.Framing;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescriptionWriter;

/**
 * Writes a stream that contains only VFIO devices, in the order in which QEMU writes such a stream.
 *
 * <pre>
 *   header, configuration
 *   START  DEV_SETUP_STATE END_OF_STATE                  for each device
 *   PART   DEV_DATA_STATE END_OF_STATE                   for each chunk that was read in pre-copy
 *   [SWITCHOVER_START]
 *   END    DEV_DATA_STATE ... END_OF_STATE               for each device
 *   FULL   DEV_CONFIG_STATE configuration END_OF_STATE   for each device
 *   end of stream, vmdescription
 * </pre>
 */
final class DeviceStreamWriter {
    /**
     * The section id of the first device. It is not 0: {@code qemu_loadvm_section_part_end} in migration/savevm.c finds a
     * section by its load_section_id, which is 0 in each entry that no START or FULL section has set yet.
     */
    private static final long FIRST_SECTION_ID = 0x40;

    /** The section version of VFIO devices (vfio_migration_init in hw/vfio/migration.c). */
    private static final int SECTION_VERSION = 1;

    private final MigrationWriter writer;
    private final StreamMachineType machineType;
    private final List<SectionKey> keys;
    private final List<DescribedSection> describedSections = new ArrayList<>();

    /**
     * @param idstrs the idstr of each device; the parameter {@code device} of the other methods is an index into this
     *     list
     */
    DeviceStreamWriter(OutputStream out, StreamMachineType machine, List<String> idstrs) {
        writer = new MigrationWriter(out);
        this.machineType = machine;
        keys = idstrs.stream().map(idstr -> new SectionKey(idstr, 0)).toList();
    }

    /** Returns the number of bytes written. */
    long position() {
        return writer.position();
    }

    /** Writes the header, the configuration and the START sections. */
    void writeSetup() throws IOException {
        writer.write(new FileHeader(offset()));
        writer.write(machineType.configuration());
        for (int device = 0; device < keys.size(); device++) {
            writeSectionHeader(Kind.START, device);
            writeFlag(Tag.DEV_SETUP_STATE);
            finishSection(device);
        }
    }

    /** Writes a PART section with one chunk. */
    void writePart(int device, Chunk chunk) throws IOException {
        writeSectionHeader(Kind.PART, device);
        writeData(chunk);
        finishSection(device);
    }

    /** Writes the command that marks the end of pre-copy, if the machine type has it. */
    void writeSwitchoverStart() throws IOException {
        if (machineType.hasSwitchoverStart()) {
            writer.write(new Command(offset(), Command.Name.SWITCHOVER_START.code(), 0));
        }
    }

    /** Begins an END section; any number of {@link #writeData} calls follow. */
    void beginEndSection(int device) throws IOException {
        writeSectionHeader(Kind.END, device);
    }

    /** Writes a data record into the current section. */
    void writeData(Chunk chunk) throws IOException {
        writer.write(new VfioRecord.Data(offset(), chunk.length()), chunk::next);
    }

    /** Ends an END section. */
    void finishEndSection(int device) throws IOException {
        finishSection(device);
    }

    /** Writes a FULL section with the PCI configuration. */
    void writeConfiguration(int device, SavedConfiguration configuration) throws IOException {
        writeSectionHeader(Kind.FULL, device);
        long start = offset();
        VfioConfigLayout layout = VfioConfigLayout.of(configuration.configSpace(), configuration.msixTable());
        VfioRecord.Config record = new VfioRecord.Config(offset(), layout);
        byte[] body = layout.body(configuration.configSpace(), configuration.msixTable())
                .array();
        writer.write(record, new ByteArrayInputStream(body));
        writeFlag(Tag.END_OF_STATE);
        describedSections.add(new DescribedSection(keys.get(device), null, 0, offset() - start, true));
        writeFooter(device);
    }

    /**
     * Writes the end of the stream and the vmdescription.
     *
     * @param extension see {@link VmDescriptionWriter}
     */
    void writeEnd(byte[] extension) throws IOException {
        writer.write(new EndOfStream(offset()));
        byte[] json = VmDescriptionWriter.write(
                machineType.name(), StreamMachineType.PAGE_SIZE, describedSections, extension);
        writer.write(new VmDesc(offset(), json.length), new ByteArrayInputStream(json));
    }

    private void writeSectionHeader(Kind kind, int device) throws IOException {
        writer.write(new Section(
                offset(), kind, sectionId(device), keys.get(device), SECTION_VERSION, Framing.SELF_DELIMITING));
    }

    private void finishSection(int device) throws IOException {
        writeFlag(Tag.END_OF_STATE);
        writeFooter(device);
    }

    private void writeFlag(Tag tag) throws IOException {
        writer.write(new VfioRecord.TagOnly(offset(), tag));
    }

    private void writeFooter(int device) throws IOException {
        writer.write(new SectionFooter(offset(), sectionId(device), true));
    }

    private static long sectionId(int device) {
        return FIRST_SECTION_ID + device;
    }

    private long offset() {
        return writer.position();
    }
}
