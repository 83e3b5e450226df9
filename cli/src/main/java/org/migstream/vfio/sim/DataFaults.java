// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import java.util.List;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * What goes wrong while data are read or written: {@code read-error=OFFSET[:ERRNO][*TIMES]}, {@code write-error=},
 * {@code read-hang=OFFSET[*TIMES]}, {@code
 * write-hang=}, {@code reset-after=BYTES}, {@code short-reads=BYTES}. Offsets count from the beginning of a session.
 */
final class DataFaults {
    static final String READ_ERROR = "read-error";
    static final String WRITE_ERROR = "write-error";
    static final String READ_HANG = "read-hang";
    static final String WRITE_HANG = "write-hang";
    static final String RESET_AFTER = "reset-after";
    static final String SHORT_READS = "short-reads";

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

        static Trouble of(Options options, String name, boolean hangs) {
            return options.text(name)
                    .map(value -> {
                        Times<String> counted = Times.of(options, name, value);
                        String[] parts = counted.what().split(":", hangs ? 1 : 2);
                        return new Trouble(
                                options.number(name, parts[0], 0, Long.MAX_VALUE),
                                hangs
                                        ? null
                                        : StepFaults.errno(options, name, value, parts.length > 1 ? parts[1] : null),
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
