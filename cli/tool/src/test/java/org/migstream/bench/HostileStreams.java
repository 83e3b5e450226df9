// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import org.migstream.stream.Command;
import org.migstream.stream.MultifdDeviceStatePacket;
import org.migstream.stream.MultifdPacket.MultifdInitPacket;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.RamRecord.RamPage.Encoding;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioConfigLayout;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VfioRecord.Tag;

/** Writes well-formed streams with an extreme number of elements of one kind. */
final class HostileStreams {
    private static final String EMPTY_VMDESC = "{\"page_size\": 4096, \"devices\": []}";
    private static final String IDSTR = "timer";

    private HostileStreams() {}

    static void sections(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        start(file, 1, "vfio");
        for (long i = 0; i < count; i++) {
            file.openSection(Kind.PART, 1, "vfio");
            file.writeTag(Tag.DEV_INIT_DATA_SENT);
            file.closeSection();
        }
        file.writeEnd(EMPTY_VMDESC);
    }

    static void records(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        start(file, 1, "vfio");
        file.openSection(Kind.END, 1, "vfio");
        for (long i = 0; i < count; i++) {
            file.writeHead(new VfioRecord.Data(0, 0));
        }
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
        file.writeEnd(EMPTY_VMDESC);
    }

    static void commands(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        for (long i = 0; i < count; i++) {
            file.writeHead(new Command(0, Command.Name.OPEN_RETURN_PATH.code(), 0));
        }
        file.writeEnd(EMPTY_VMDESC);
    }

    static void described(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        for (long i = 0; i < count; i++) {
            file.openSection(Kind.FULL, 1, IDSTR);
            file.writeBody(new byte[8], 0, 8);
            file.closeSection();
        }
        file.writeEnd("{\"page_size\": 4096, \"devices\": [" + device(IDSTR, 8) + "]}");
    }

    static void devices(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        for (long i = 0; i < count; i++) {
            vfio(file, i);
        }
        file.writeEnd(EMPTY_VMDESC);
    }

    static void starts(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        for (long i = 0; i < count; i++) {
            other(file, i);
        }
        file.writeEnd(EMPTY_VMDESC);
    }

    static void blocks(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        ram(file, count);
        file.writeEnd(EMPTY_VMDESC);
    }

    static void description(StreamFile file, long count) throws IOException {
        file.writeBeginning();
        file.writeEnd(vmDescOf(count));
    }

    static void json(StreamFile file, long mebibytes) throws IOException {
        file.writeBeginning();
        String field = "{\"name\": \"" + "f".repeat(200) + "\", \"type\": \"uint8\", \"size\": 1},";
        int fields = (int) ((mebibytes << 20) / field.length());
        file.writeEnd(
                "{\"page_size\": 4096, \"devices\": [{\"name\": \"" + IDSTR + "\", \"instance_id\": 0, \"vmsd_name\":"
                        + " \"t\", \"version\": 1, \"fields\": [" + field.repeat(fields)
                        + "{\"name\": \"a\", \"type\": \"uint8\", \"size\": 1}]}]}");
    }

    static void everything(StreamFile file, long amount) throws IOException {
        file.writeBeginning();
        ram(file, amount * 16);
        for (long i = 0; i < amount; i++) {
            vfio(file, i);
        }
        for (long i = amount; i < amount * 15; i++) {
            other(file, i);
        }
        file.writeEnd(vmDescOf(amount * 7));
    }

    static void packets(StreamFile file, long count) throws IOException {
        channel(file);
        for (long i = 0; i < count; i++) {
            file.writeHead(packet("vfio", i, 0, 0));
        }
    }

    static void configPackets(StreamFile file, long count) throws IOException {
        channel(file);
        byte[] config = configuration();
        for (long i = 0; i < count; i++) {
            file.writeHead(packet("vfio", i, 1, config.length + 16));
            config(file, config);
        }
    }

    static void channelDevices(StreamFile file, long count) throws IOException {
        channel(file);
        for (long i = 0; i < count; i++) {
            file.writeHead(packet(name(i) + "/vfio", 0, 0, 0));
        }
    }

    private static void channel(StreamFile file) throws IOException {
        file.writeHead(new MultifdInitPacket(0, new UUID(0, 0), 0, "\0".repeat(39)));
    }

    private static MultifdDeviceStatePacket packet(String device, long idx, long flags, int length) {
        String field = device + "\0".repeat(256 - device.length());
        return new MultifdDeviceStatePacket(
                0, field, 0, 12 + length, new MultifdDeviceStatePacket.VfioPacketHeader(idx, flags));
    }

    private static void start(StreamFile file, long id, String idstr) throws IOException {
        file.openSection(Kind.START, id, idstr);
        file.writeTag(Tag.DEV_SETUP_STATE);
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
    }

    /** Writes a device with the largest number of records that stay in memory, and the largest configuration. */
    private static void vfio(StreamFile file, long id) throws IOException {
        String idstr = name(id).substring(5) + "/vfio";
        start(file, id, idstr);
        file.openSection(Kind.PART, id, idstr);
        for (int i = 0; i < 600; i++) {
            file.writeHead(new VfioRecord.Data(0, 0));
        }
        file.writeTag(Tag.END_OF_STATE);
        file.closeSection();
        file.openSection(Kind.FULL, id, idstr);
        config(file, configuration());
        file.closeSection();
    }

    private static void config(StreamFile file, byte[] config) throws IOException {
        file.writeHead(new VfioRecord.Config(0, new VfioConfigLayout(config.length, 0, 0, false, false)));
        file.writeBody(config, 0, config.length);
        file.writeTag(Tag.END_OF_STATE);
    }

    /** Returns a real configuration, extended to the maximum size: 2048 MSI-X vectors, all invalid. */
    private static byte[] configuration() throws IOException {
        byte[] real = GuestStreams.savedConfiguration();
        byte[] large = Arrays.copyOf(real, 4 + 4096 + 16 + 2048 * 16 + 256);
        Arrays.fill(large, 4 + 4096 + 16, large.length, (byte) 0xff);
        for (int i = 4 + 0x40; i < 4 + 0x100; i++) {
            if (large[i] == 0x11) {
                large[i + 2] = (byte) 0xff;
                large[i + 3] = (byte) (large[i + 3] | 7);
            }
        }
        return large;
    }

    /** Writes a section with an unknown handler. */
    private static void other(StreamFile file, long id) throws IOException {
        file.openSection(Kind.START, id, name(id));
        file.writeBody(new byte[8], 0, 8);
        file.closeSection();
    }

    private static void ram(StreamFile file, long count) throws IOException {
        file.openSection(Kind.START, 1 << 19, "ram");
        file.writeHead(new RamRecord.MemSize(0, count << 12));
        for (long i = 0; i < count; i++) {
            file.writeHead(GuestStreams.block(name(i), 1 << 12));
        }
        for (long i = 0; i < count; i++) {
            file.writeHead(new RamPage(0, Encoding.ZERO, false, name(i), 0, 1));
            file.writeBody(new byte[1], 0, 1);
        }
        file.closeRamSection();
    }

    private static String name(long i) {
        String digits = Long.toString(i);
        return "x".repeat(250 - digits.length()) + digits;
    }

    private static String vmDescOf(long count) {
        StringBuilder json = new StringBuilder("{\"page_size\": 4096, \"devices\": [").append(device(IDSTR, 8));
        for (long i = 0; i < count; i++) {
            json.append(',').append(device(name(i), 8));
        }
        return json.append("]}").toString();
    }

    private static String device(String name, long size) {
        return "{\"name\": \"" + name + "\", \"instance_id\": 0, \"vmsd_name\": \"" + name
                + "\", \"version\": 1, \"fields\": [{\"name\": \"a\", \"type\": \"uint64\", \"size\": " + size + "}]}";
    }
}
