// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * What goes wrong while data are read or written. Offsets count from the beginning of a session.
 */
final class DataFaults {
    private static final String OFFSET = "OFFSET[:ERRNO][*TIMES]";
    private static final Option READ_ERROR =
            new Option("read-error", OFFSET, "fails to give the byte there (EIO), as often; then goes on");
    private static final Option WRITE_ERROR =
            new Option("write-error", OFFSET, "refuses the byte there (EIO), as often; then goes on");
    private static final Option READ_HANG =
            new Option("read-hang", "OFFSET[*TIMES]", "does not come back from reading it");
    private static final Option WRITE_HANG =
            new Option("write-hang", "OFFSET[*TIMES]", "does not come back from writing it");
    private static final Option RESET_AFTER =
            new Option("reset-after", "BYTES", "is reset when a session has come so far: it runs, the session is dead");
    private static final Option SHORT_READS = new Option("short-reads", "BYTES", "gives no more than that at once");

    /** Those of every device. */
    static final List<Option> OPTIONS = List.of(READ_ERROR, WRITE_ERROR, READ_HANG, WRITE_HANG, RESET_AFTER);
    /** Those of a device that is read through a descriptor. */
    static final List<Option> DESCRIPTOR_OPTIONS = List.of(SHORT_READS);

    private final List<Trouble> reading;
    private final List<Trouble> writing;
    private final long resetAfter;
    private final long shortReads;

    DataFaults(Options options) {
        reading = List.of(Trouble.of(options, READ_ERROR, false), Trouble.of(options, READ_HANG, true));
        writing = List.of(Trouble.of(options, WRITE_ERROR, false), Trouble.of(options, WRITE_HANG, true));
        resetAfter = options.number(RESET_AFTER, 0, Long.MAX_VALUE, Long.MAX_VALUE);
        shortReads = options.number(SHORT_READS, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Whether the device is reset before the byte at {@code position}. */
    boolean resetsAt(long position) {
        return position >= resetAfter;
    }

    /** How many bytes can be read at once from {@code position} on. */
    long readable(String operation, long position, CallGate gate) throws VfioException {
        return Math.min(shortReads, room(reading, operation, position, gate));
    }

    /** How many bytes can be written at once. */
    long writable(String operation, long position, CallGate gate) throws VfioException {
        return room(writing, operation, position, gate);
    }

    private long room(List<Trouble> troubles, String operation, long position, CallGate gate) throws VfioException {
        long room = resetAfter - position;
        for (Trouble trouble : troubles) {
            room = Math.min(room, trouble.room(operation, position, gate));
        }
        return room;
    }

    /** A failure at an offset, some times. */
    private static final class Trouble {
        private final long offset;
        private final Errno errno;
        private long times;

        /** @param errno the answer; null if there never is one */
        private Trouble(long offset, Errno errno, long times) {
            this.offset = offset;
            this.errno = errno;
            this.times = times;
        }

        static Trouble of(Options options, Option option, boolean hangs) {
            return options.text(option)
                    .map(value -> {
                        Times counted = Times.of(options, option, value);
                        String[] parts = counted.what().split(":", hangs ? 1 : 2);
                        return new Trouble(
                                options.number(option, parts[0], 0, Long.MAX_VALUE),
                                hangs
                                        ? null
                                        : StepFaults.errno(options, option, value, parts.length > 1 ? parts[1] : null),
                                counted.times());
                    })
                    .orElse(new Trouble(0, null, 0));
        }

        /** How many bytes there are before it. */
        long room(String operation, long position, CallGate gate) throws VfioException {
            if (times == 0) {
                return Long.MAX_VALUE;
            }
            if (position < offset) {
                return offset - position;
            }
            times--;
            if (errno == null) {
                gate.hang(operation);
            }
            throw new VfioException(operation, errno);
        }
    }
}
