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
final class StreamOfDevices {
    /** Above 0: in QEMU's table of what it has heard of, that is the number of all that it has not. */
    private static final int FIRST_SECTION = 0x40;

    /** Of VFIO devices (vfio_migration_init in hw/vfio/migration.c). */
    private static final int SECTION_VERSION = 1;

    private final MigrationWriter writer;
    private final Machine machine;
    private final List<SectionKey> keys;
    private final List<DescribedSection> described = new ArrayList<>();

    /** @param idstrs of the devices, which are numbered in this order */
    StreamOfDevices(OutputStream out, Machine machine, List<String> idstrs) {
        writer = new MigrationWriter(out);
        this.machine = machine;
        keys = idstrs.stream().map(idstr -> new SectionKey(idstr, 0)).toList();
    }

    /** How many bytes have been written. */
    long position() {
        return writer.position();
    }

    /** Writes everything in front of the first data. */
    void begin() throws IOException {
        writer.write(new FileHeader(at()));
        writer.write(machine.configuration());
        for (int device = 0; device < keys.size(); device++) {
            open(Kind.START, device);
            flag(Tag.DEV_SETUP_STATE);
            close(device);
        }
    }

    /** Writes a piece of a device that runs. */
    void part(int device, Chunk chunk) throws IOException {
        open(Kind.PART, device);
        data(chunk);
        close(device);
    }

    /** The devices stand still. */
    void switchover() throws IOException {
        if (machine.announcesSwitchover()) {
            writer.write(new Command(at(), Command.Name.SWITCHOVER_START.code(), 0));
        }
    }

    /** Begins what is read of a device that stands still: {@link #data} follows, as often as there are some. */
    void beginRest(int device) throws IOException {
        open(Kind.END, device);
    }

    /** Writes a piece of the rest. */
    void data(Chunk chunk) throws IOException {
        writer.write(new VfioRecord.Data(at(), chunk.length()), chunk::next);
    }

    /** Ends the rest. */
    void endRest(int device) throws IOException {
        close(device);
    }

    /** Writes what the guest has set up. */
    void configuration(int device, DeviceConfiguration configuration) throws IOException {
        open(Kind.FULL, device);
        long begin = at();
        VfioConfigLayout layout = VfioConfigLayout.of(configuration.space(), configuration.msix());
        VfioRecord.Config record = new VfioRecord.Config(at(), layout);
        byte[] body = layout.body(configuration.space(), configuration.msix()).array();
        writer.write(record, new ByteArrayInputStream(body));
        flag(Tag.END_OF_STATE);
        described.add(new DescribedSection(keys.get(device), null, 0, at() - begin, true));
        footer(device);
    }

    /** @param extension see {@link VmDescriptionWriter} */
    void end(byte[] extension) throws IOException {
        writer.write(new EndOfStream(at()));
        byte[] json = VmDescriptionWriter.write(machine.name(), Machine.PAGE_SIZE, described, extension);
        writer.write(new VmDesc(at(), json.length), new ByteArrayInputStream(json));
    }

    private void open(Kind kind, int device) throws IOException {
        writer.write(new Section(at(), kind, id(device), keys.get(device), SECTION_VERSION, Framing.SELF_DELIMITING));
    }

    private void close(int device) throws IOException {
        flag(Tag.END_OF_STATE);
        footer(device);
    }

    private void flag(Tag tag) throws IOException {
        writer.write(new VfioRecord.TagOnly(at(), tag));
    }

    private void footer(int device) throws IOException {
        writer.write(new SectionFooter(at(), id(device), true));
    }

    private static long id(int device) {
        return FIRST_SECTION + device;
    }

    private long at() {
        return writer.position();
    }
}
