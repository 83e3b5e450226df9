// SPDX-License-Identifier: Apache-2.0
package com.example.acme;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/** Reads one state. Each state needs a new reader. */
final class AcmeStateReader {
    private static final int SEQUENCE = 1;
    private static final int QUEUE = 2;
    private static final int FIRMWARE = 3;
    private static final int END = 4;
    private static final Symbols TYPE = Symbols.DECIMAL
            .value(SEQUENCE, "SEQUENCE")
            .value(QUEUE, "QUEUE")
            .value(FIRMWARE, "FIRMWARE")
            .value(END, "END");

    private static final int OPTIONAL_BIT = 0;
    private static final Symbols FLAGS = Symbols.HEXADECIMAL.bit(OPTIONAL_BIT, "OPTIONAL");

    /** The version of the firmware: three numbers in 32 bits. */
    private static final Symbols VERSION =
            Symbols.HEXADECIMAL.bits(24, 8, "major").bits(16, 8, "minor").bits(0, 16, "patch");

    private static final int TYPE_OFFSET = 4;
    private static final int PAYLOAD_OFFSET = 16;
    private static final int MAJOR = 1;

    private final FieldReader in;
    private long queues;
    private long queuesRead;
    private boolean hasFirmware;

    AcmeStateReader(FieldReader in) {
        this.in = in;
    }

    Completeness read() throws IOException {
        int type = 0;
        for (long i = 0; type != END && !in.isExhausted(); i++) {
            type = peekType();
            if (type == SEQUENCE) {
                startSequence();
            } else if (i == 0) {
                in.error("NO_SEQUENCE", "the first record is not a sequence record; the driver refuses the state");
            }
            in.group(nextName(i, type), this::readRecord);
        }
        return type == END ? finish() : reportMissing("NO_END", "the state ends without an end record");
    }

    /**
     * Returns the type of the next record without reading it: {@code restart} must precede the first field of the
     * record.
     */
    private int peekType() throws IOException {
        return (int) in.peekNumber(TYPE_OFFSET, Short.BYTES).orElse(0);
    }

    /** Names a queue by its index, so that {@code diff} compares the same queues of two states. */
    private String nextName(long number, int type) throws IOException {
        OptionalLong index = in.peekNumber(PAYLOAD_OFFSET, Integer.BYTES);
        return type == QUEUE && index.isPresent()
                ? in.keyedName("queue", "index", index.getAsLong())
                : "record[" + number + "]";
    }

    private void startSequence() {
        if (in.position() > 0) {
            in.restart("sequence record: the device drops all earlier records");
        }
        queues = 0;
        queuesRead = 0;
        hasFirmware = false;
    }

    private void readRecord() throws IOException {
        if (in.u32("magic", Symbols.HEXADECIMAL) != AcmeDecoder.MAGIC) {
            throw in.malformed(
                    "BAD_MAGIC", "a record does not start with the magic number; the driver refuses the state");
        }
        int type = in.u16("type", TYPE);
        int flags = in.u16("flags", FLAGS);
        if (!TYPE.hasValueName(type)) {
            reportUnknownType(flags);
        }
        in.record("payload", in.u64("size", Symbols.BYTES), () -> readPayload(type));
    }

    private void reportUnknownType(int flags) {
        if ((flags >> OPTIONAL_BIT & 1) != 0) {
            in.info("UNKNOWN_OPTIONAL", "an optional record has an unknown type; the driver skips it");
        } else {
            in.error("UNKNOWN_TYPE", "a mandatory record has an unknown type; the driver refuses the state");
        }
    }

    private void readPayload(int type) throws IOException {
        switch (type) {
            case SEQUENCE -> readSequence();
            case QUEUE -> readQueue();
            case FIRMWARE -> readFirmware();
            case END -> {}
            default -> in.opaqueRest("content");
        }
        if (!in.isExhausted()) {
            in.warning("LONG_RECORD", "the record is longer than its fields; the driver ignores the rest");
        }
    }

    private void readSequence() throws IOException {
        if (in.u16("major") != MAJOR) {
            in.error("BAD_VERSION", "the major version is not " + MAJOR + "; the driver refuses the state");
        }
        in.u16("minor");
        queues = in.u32("queues");
        in.fact("queues", queues);
    }

    private void readQueue() throws IOException {
        if (in.u32("index") >= queues) {
            in.error("BAD_INDEX", "the index is not below the number of queues; the driver refuses the state");
        }
        long depth = in.u32("depth");
        if (Long.bitCount(depth) != 1) {
            in.error("BAD_DEPTH", "the depth of the queue is not a power of two; the driver refuses the state");
        }
        in.u64("ring", Symbols.HEXADECIMAL);
        readPosition("head", depth);
        readPosition("tail", depth);
        queuesRead++;
    }

    private void readPosition(String name, long depth) throws IOException {
        if (in.u32(name) >= depth) {
            in.warning(
                    "BEYOND_DEPTH",
                    name + " is not below the depth; the driver does not check it, and the device stops");
        }
    }

    private void readFirmware() throws IOException {
        long version = in.u32("version", VERSION);
        in.fact("firmware", (version >> 24) + "." + (version >> 16 & 0xff) + "." + (version & 0xffff));
        long crcOffset = in.position();
        long crc = in.u32("crc", Symbols.HEXADECIMAL);
        CRC32 image = new CRC32();
        in.checksum(image, () -> in.opaqueRest("image"));
        in.expectNumber(crcOffset, Integer.BYTES, in.order(), crc, image.getValue());
        if (crc != image.getValue()) {
            in.errorAt(crcOffset, "BAD_CRC", "the checksum does not fit the image; the driver refuses the state");
        }
        hasFirmware = true;
    }

    private Completeness finish() throws IOException {
        if (!in.isExhausted()) {
            in.warning("TRAILING", "bytes follow the end record; the driver ignores them");
        }
        if (queuesRead != queues) {
            return reportMissing(
                    "MISSING_QUEUE", "number of queues: " + queues + "; queue records in the state: " + queuesRead);
        }
        return hasFirmware
                ? Completeness.COMPLETE
                : reportMissing("NO_FIRMWARE", "the state of the firmware is missing");
    }

    private Completeness reportMissing(String code, String message) {
        in.report(Finding.at(in.position(), Severity.ERROR, code, message));
        return Completeness.INCOMPLETE;
    }
}
