// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.migstream.stream.Command;
import org.migstream.stream.EndOfStream;
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
import org.migstream.stream.VmDesc;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vmstate.DescribedSection;
import org.migstream.vmstate.VmDescriptionWriter;

/**
 * A stream in which there is nothing but VFIO devices, as QEMU would write it.
 *
 * <pre>
 *   header, configuration
 *   START  DEV_SETUP_STATE END_OF_STATE                  for each device
 *   PART   DEV_DATA_STATE END_OF_STATE                   for each piece that was read while the devices ran
 *   [SWITCHOVER_START]
 *   END    DEV_DATA_STATE ... END_OF_STATE               for each device
 *   FULL   DEV_CONFIG_STATE configuration END_OF_STATE   for each device
 *   end, description
 * </pre>
 */
final class DeviceStreamWriter {
    /** Above 0: in QEMU's table of what it has heard of, that is the number of all that it has not. */
    private static final int FIRST_SECTION_ID = 0x40;

    /** Of VFIO devices (vfio_migration_init in hw/vfio/migration.c). */
    private static final int SECTION_VERSION = 1;

    private final MigrationWriter writer;
    private final StreamMachineType machineType;
    private final List<SectionKey> keys;
    private final List<DescribedSection> describedSections = new ArrayList<>();

    /** @param idstrs of the devices, which are numbered in this order */
    DeviceStreamWriter(OutputStream out, StreamMachineType machine, List<String> idstrs) {
        writer = new MigrationWriter(out);
        this.machineType = machine;
        keys = idstrs.stream().map(idstr -> new SectionKey(idstr, 0)).toList();
    }

    /** How many bytes have been written. */
    long position() {
        return writer.position();
    }

    /** Writes everything in front of the first data. */
    void writeSetup() throws IOException {
        writer.write(new FileHeader(offset()));
        writer.write(machineType.configuration());
        for (int device = 0; device < keys.size(); device++) {
            writeSectionHeader(Kind.START, device);
            writeFlag(Tag.DEV_SETUP_STATE);
            finishSection(device);
        }
    }

    /** Writes a piece of a device that runs. */
    void writePart(int device, Chunk chunk) throws IOException {
        writeSectionHeader(Kind.PART, device);
        writeData(chunk);
        finishSection(device);
    }

    /** The devices stand still. */
    void writeSwitchoverStart() throws IOException {
        if (machineType.hasSwitchoverStart()) {
            writer.write(new Command(offset(), Command.Name.SWITCHOVER_START.code(), 0));
        }
    }

    /** Begins what is read of a device that stands still: {@link #writeData} follows, as often as there are some. */
    void beginEndSection(int device) throws IOException {
        writeSectionHeader(Kind.END, device);
    }

    /** Writes a piece of the rest. */
    void writeData(Chunk chunk) throws IOException {
        writer.write(new VfioRecord.Data(offset(), chunk.length()), chunk::next);
    }

    /** Ends the rest. */
    void finishEndSection(int device) throws IOException {
        finishSection(device);
    }

    /** Writes what the guest has set up. */
    void writeConfiguration(int device, DeviceConfiguration configuration) throws IOException {
        writeSectionHeader(Kind.FULL, device);
        long begin = offset();
        VfioConfigLayout layout = VfioConfigLayout.of(configuration.configSpace(), configuration.msixTable());
        VfioRecord.Config record = new VfioRecord.Config(offset(), layout);
        byte[] body = layout.body(configuration.configSpace(), configuration.msixTable())
                .array();
        writer.write(record, new ByteArrayInputStream(body));
        writeFlag(Tag.END_OF_STATE);
        describedSections.add(new DescribedSection(keys.get(device), null, 0, offset() - begin, true));
        writeFooter(device);
    }

    /** @param extension see {@link VmDescriptionWriter} */
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
