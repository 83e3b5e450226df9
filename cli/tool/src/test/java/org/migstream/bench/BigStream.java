// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Makes streams that are too large for a repository; {@code cli/bench/run} measures with them. */
public final class BigStream {
    private BigStream() {}

    /** Writes one stream; how much of it is for its kind to say. */
    private interface Recipe {
        void write(StreamFile file, long amount) throws IOException;
    }

    /** What can be made. */
    private enum Kind {
        /** A VFIO device with so many MiB of data, all of them holes. */
        SPARSE((file, mebibytes) -> GuestStreams.sparse(file, mebibytes, GuestStreams.MIB)),
        /** An mlx5 device with so many MiB of firmware images, 64 or a multiple of it, all of them holes. */
        MLX5(GuestStreams::mlx5),
        /** So many MiB of guest memory, as a busy guest has it, and a VFIO device in between. */
        RAM(GuestStreams::ram),
        /** So many PART sections with nothing in them. */
        SECTIONS(HostileStreams::sections),
        /** So many data records of length 0 in one section. */
        RECORDS(HostileStreams::records),
        /** So many commands. */
        COMMANDS(HostileStreams::commands),
        /** So many FULL sections of a device that is described. */
        DESCRIBED(HostileStreams::described),
        /** So many VFIO devices. */
        DEVICES(HostileStreams::devices),
        /** So many START sections, each of another id and the longest name. */
        STARTS(HostileStreams::starts),
        /** So many RAM blocks with the longest names, and pages that change from one to the next. */
        BLOCKS(HostileStreams::blocks),
        /** A description of so many devices with the longest names, none of which is there. */
        DESCRIPTION(HostileStreams::description),
        /** A description of so many MiB. */
        JSON(HostileStreams::json),
        /** So much of everything in one stream; 256 is what all limits together let pass. */
        EVERYTHING(HostileStreams::everything),
        /** A multifd channel with so many packets of device state. */
        PACKETS(HostileStreams::packets),
        /** A multifd channel with so many packets that carry a configuration. */
        CONFIG_PACKETS(HostileStreams::configPackets),
        /** A multifd channel with a packet for each of so many devices. */
        CHANNEL_DEVICES(HostileStreams::channelDevices);

        private final Recipe recipe;

        Kind(Recipe recipe) {
            this.recipe = recipe;
        }
    }

    /**
     * Makes a file.
     *
     * @param args the kind in lower case with dashes, the amount, the file
     */
    public static void main(String[] args) throws IOException {
        Kind kind = Kind.valueOf(args[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        try (StreamFile file = new StreamFile(Path.of(args[2]))) {
            kind.recipe.write(file, Long.parseLong(args[1]));
        }
    }
}
