// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Writes streams that are too large for the repository, for {@code cli/bench/run}. */
public final class BigStream {
    private BigStream() {}

    /** Writes one stream. The kind defines the unit of the amount. */
    private interface Recipe {
        void write(StreamFile file, long amount) throws IOException;
    }

    /** The kinds of streams. */
    private enum Kind {
        /** A VFIO device with N MiB of data, all holes. */
        SPARSE((file, mebibytes) -> GuestStreams.sparse(file, mebibytes, GuestStreams.MIB)),
        /** An mlx5 device with N MiB of firmware images, all holes; N is a multiple of 64. */
        MLX5(GuestStreams::mlx5),
        /** N MiB of guest memory like that of a busy guest, and a VFIO device. */
        RAM(GuestStreams::ram),
        /** N millions of zero pages. */
        ZERO_PAGES(GuestStreams::zeroPages),
        /** N PART sections without data. */
        SECTIONS(HostileStreams::sections),
        /** N data records of length 0 in one section. */
        RECORDS(HostileStreams::records),
        /** N commands. */
        COMMANDS(HostileStreams::commands),
        /** N FULL sections of a device in the vmdescription. */
        DESCRIBED(HostileStreams::described),
        /** N VFIO devices. */
        DEVICES(HostileStreams::devices),
        /** N START sections with different ids and very long names. */
        STARTS(HostileStreams::starts),
        /** N RAM blocks with very long names, and a page of each block in turn. */
        BLOCKS(HostileStreams::blocks),
        /** A vmdescription of N devices with very long names, which the stream does not have. */
        DESCRIPTION(HostileStreams::description),
        /** A vmdescription of N MiB. */
        JSON(HostileStreams::json),
        /** All of these in one stream; all limits together allow an N of up to 256. */
        EVERYTHING(HostileStreams::everything),
        /** A multifd channel with N packets of device state. */
        PACKETS(HostileStreams::packets),
        /** A multifd channel with N packets that have a configuration. */
        CONFIG_PACKETS(HostileStreams::configPackets),
        /** A multifd channel with one packet for each of N devices. */
        CHANNEL_DEVICES(HostileStreams::channelDevices);

        private final Recipe recipe;

        Kind(Recipe recipe) {
            this.recipe = recipe;
        }
    }

    /**
     * Writes a file.
     *
     * @param args the kind in lower case with dashes, the amount N, the name of the file
     */
    public static void main(String[] args) throws IOException {
        Kind kind = Kind.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        try (StreamFile file = new StreamFile(Path.of(args[2]))) {
            kind.recipe.write(file, Long.parseLong(args[1]));
        }
    }
}
