// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.nio.file.Path;
import org.migstream.spi.FieldValue;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;

/** Builds states. Bytes that the driver leaves uninitialised are 0xa5. */
final class QatStates {
    static final int MREGS = 472;
    static final long MAGIC = 0xadf5caeaL;

    private static final int SIZE = 4096;
    private static final int GARBAGE = 0xa5;
    private static final int WORDS = 22;

    private QatStates() {}

    static Sample sample(String name) {
        return Sample.of(Path.of("../../samples/vendor-cases/qat", name + ".bin"));
    }

    /** Returns a section with data. */
    static byte[] data(String id, byte... data) {
        return section(id, 0, data);
    }

    /** Returns a section with subsections. */
    static byte[] tree(String id, byte[]... sections) {
        return section(id, sections.length, concat(sections));
    }

    static byte[] section(String id, int subSects, byte... content) {
        ByteBuilder section = ByteBuilder.le().text(id + '\0', Math.min(id.length() + 1, 8));
        section.fill(8 - section.size(), GARBAGE);
        return section.u32(content.length).u32(subSects).bytes(content).toArray();
    }

    /** Returns a preamble with its sections. */
    static byte[] part(byte[]... sections) {
        byte[] all = concat(sections);
        return ByteBuilder.le()
                .u32(MAGIC)
                .u32(1)
                .u16(16)
                .u16(sections.length)
                .u32(all.length)
                .bytes(all)
                .toArray();
    }

    static byte[] concat(byte[]... pieces) {
        ByteBuilder all = ByteBuilder.le();
        for (byte[] piece : pieces) {
            all.bytes(piece);
        }
        return all.toArray();
    }

    /** Returns a state of both parts, with filler up to the full size. */
    static byte[] complete(byte[] setup, byte[] state) {
        byte[] used = concat(setup, state);
        return ByteBuilder.le(used).fill(SIZE - used.length, GARBAGE).toArray();
    }

    static byte[] u32(long value) {
        return ByteBuilder.le().u32(value).toArray();
    }

    static byte[] config(long gencap, int svcmap, long extdc) {
        return tree(
                "CONFIG",
                data("gencap", u32(gencap)),
                data("svcmap", ByteBuilder.le().u16(svcmap).toArray()),
                data("extdc", u32(extdc)));
    }

    static byte[] setup() {
        return part(config(0x3ff, 0xa5c, 3));
    }

    static byte[] generic(int compver, byte[]... agreements) {
        return tree(
                "GENER", data("iovinit", (byte) 1), data("compver", (byte) compver), data("sla", concat(agreements)));
    }

    static byte[] agreement(int service, long rings, long committed, long peak) {
        return ByteBuilder.le()
                .u32(service)
                .fill(4, GARBAGE)
                .u64(rings)
                .u32(committed)
                .u32(peak)
                .toArray();
    }

    static byte[] misc() {
        return tree(
                "MISCBAR",
                data("visrc", u32(0)),
                data("vimsk", u32(1)),
                data("vispv", u32(0)),
                data("vimpv", u32(1)),
                data("pf2vm", u32(2)),
                data("vm2pf", u32(3)));
    }

    static byte[] bank(int number) {
        return tree("bnk" + number, data("mregs", registers(0)));
    }

    /** Returns registers in which the value of each word is its index; the rings are empty. */
    static byte[] registers(long exceptions) {
        ByteBuilder registers = ByteBuilder.le().fill(MREGS, GARBAGE);
        for (int word = 0; word < WORDS; word++) {
            registers.at(word * Integer.BYTES).u32(word == 18 ? exceptions : word);
        }
        for (int ring = 0; ring < 2; ring++) {
            registers
                    .at(WORDS * Integer.BYTES + ring * 24)
                    .u64(0x40000000)
                    .u32(7)
                    .u32(64)
                    .u32(64);
        }
        return registers.toArray();
    }

    static byte[] banks() {
        return tree("ETRBAR", bank(0), bank(1), bank(2), bank(3));
    }

    static byte[] state() {
        return part(generic(5), misc(), banks());
    }

    static byte[] validState() {
        return complete(setup(), state());
    }

    /** Returns the value of the field with this full name. */
    static FieldValue value(DecodeResult decoded, String path) {
        return decoded.fields().stream()
                .filter(leaf -> leaf.path().equals(path))
                .map(leaf -> leaf.field().value())
                .findFirst()
                .orElseThrow();
    }
}
