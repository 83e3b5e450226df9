// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/**
 * What goes wrong while data are read or written. Offsets count from the beginning of a session.
 */
final class DataFaults {
    private static final String OFFSET_SYNTAX = "OFFSET[:ERRNO][*TIMES]";
    private static final SimulatedOption READ_ERROR = new SimulatedOption(
            "read-error", OFFSET_SYNTAX, "fails to give the byte there (EIO), as often; then goes on");
    private static final SimulatedOption WRITE_ERROR =
            new SimulatedOption("write-error", OFFSET_SYNTAX, "refuses the byte there (EIO), as often; then goes on");
    private static final SimulatedOption READ_HANG =
            new SimulatedOption("read-hang", "OFFSET[*TIMES]", "does not come back from reading it");
    private static final SimulatedOption WRITE_HANG =
            new SimulatedOption("write-hang", "OFFSET[*TIMES]", "does not come back from writing it");
    private static final SimulatedOption RESET_AFTER = new SimulatedOption(
            "reset-after", "BYTES", "is reset when a session has come so far: it runs, the session is dead");
    private static final SimulatedOption SHORT_READS =
            new SimulatedOption("short-reads", "BYTES", "gives no more than that at once");

    /** Those of every device. */
    static final List<SimulatedOption> OPTIONS = List.of(READ_ERROR, WRITE_ERROR, READ_HANG, WRITE_HANG, RESET_AFTER);
    /** Those of a device that is read through a descriptor. */
    static final List<SimulatedOption> DESCRIPTOR_OPTIONS = List.of(SHORT_READS);

    private final List<DataFault> readFaults;
    private final List<DataFault> writeFaults;
    private final long resetPosition;
    private final long shortReadLimit;

    DataFaults(OptionValues options) {
        readFaults = List.of(DataFault.of(options, READ_ERROR, false), DataFault.of(options, READ_HANG, true));
        writeFaults = List.of(DataFault.of(options, WRITE_ERROR, false), DataFault.of(options, WRITE_HANG, true));
        resetPosition = options.number(RESET_AFTER, 0, Long.MAX_VALUE, Long.MAX_VALUE);
        shortReadLimit = options.number(SHORT_READS, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Whether the device is reset before the byte at {@code position}. */
    boolean isResetDueAt(long position) {
        return position >= resetPosition;
    }

    /** How many bytes can be read at once from {@code position} on. */
    long maxReadLength(String operation, long position, DeviceCallLock gate) throws VfioException {
        return Math.min(shortReadLimit, bytesBeforeNextFault(readFaults, operation, position, gate));
    }

    /** How many bytes can be written at once. */
    long maxWriteLength(String operation, long position, DeviceCallLock gate) throws VfioException {
        return bytesBeforeNextFault(writeFaults, operation, position, gate);
    }

    private long bytesBeforeNextFault(List<DataFault> troubles, String operation, long position, DeviceCallLock gate)
            throws VfioException {
        long room = resetPosition - position;
        for (DataFault trouble : troubles) {
            room = Math.min(room, trouble.bytesBeforeFault(operation, position, gate));
        }
        return room;
    }

    /** A failure at an offset, some times. */
    private static final class DataFault {
        private final long offset;
        private final Errno errno;
        private long remainingCount;

        /** @param errno the answer; null if there never is one */
        private DataFault(long offset, Errno errno, long times) {
            this.offset = offset;
            this.errno = errno;
            this.remainingCount = times;
        }

        static DataFault of(OptionValues options, SimulatedOption option, boolean hangs) {
            return options.value(option)
                    .map(value -> {
                        RepeatCount counted = RepeatCount.of(options, option, value);
                        String[] parts = counted.text().split(":", hangs ? 1 : 2);
                        return new DataFault(
                                options.number(option, parts[0], 0, Long.MAX_VALUE),
                                hangs
                                        ? null
                                        : StepFaults.parseErrno(
                                                options, option, value, parts.length > 1 ? parts[1] : null),
                                counted.count());
                    })
                    .orElse(new DataFault(0, null, 0));
        }

        /** How many bytes there are before it. */
        long bytesBeforeFault(String operation, long position, DeviceCallLock gate) throws VfioException {
            if (remainingCount == 0) {
                return Long.MAX_VALUE;
            }
            if (position < offset) {
                return offset - position;
            }
            remainingCount--;
            if (errno == null) {
                gate.hangUntilClosed(operation);
            }
            throw new VfioException(operation, errno);
        }
    }
}
