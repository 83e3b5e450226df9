// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.RepeatCount;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/** The faults of reads and writes. An offset is the number of bytes since the start of a data session. */
final class DataFaults {
    private static final String OFFSET_SYNTAX = "OFFSET[:ERRNO][*TIMES]";
    private static final SimulatedOption READ_ERROR = new SimulatedOption(
            "read-error", OFFSET_SYNTAX, "fail to read the byte at OFFSET with ERRNO (EIO), TIMES times");
    private static final SimulatedOption WRITE_ERROR = new SimulatedOption(
            "write-error", OFFSET_SYNTAX, "fail to write the byte at OFFSET with ERRNO (EIO), TIMES times");
    private static final SimulatedOption READ_HANG =
            new SimulatedOption("read-hang", "OFFSET[*TIMES]", "do not return from a read of the byte at OFFSET");
    private static final SimulatedOption WRITE_HANG =
            new SimulatedOption("write-hang", "OFFSET[*TIMES]", "do not return from a write of the byte at OFFSET");
    private static final SimulatedOption RESET_AFTER = new SimulatedOption(
            "reset-after",
            "BYTES",
            "reset the device after BYTES of a session: it runs, the session fails with ENODEV");
    private static final SimulatedOption SHORT_READS =
            new SimulatedOption("short-reads", "BYTES", "return at most BYTES from one read");

    /** The options of every device. */
    static final List<SimulatedOption> OPTIONS = List.of(READ_ERROR, WRITE_ERROR, READ_HANG, WRITE_HANG, RESET_AFTER);
    /** The options of a device that is read through a descriptor (v2). */
    static final List<SimulatedOption> DESCRIPTOR_OPTIONS = List.of(SHORT_READS);

    private final List<DataFault> readFaults;
    private final List<DataFault> writeFaults;
    private final long resetPosition;
    private final long shortReadLimit;

    DataFaults(OptionValues options) {
        readFaults = parseFaults(options, READ_ERROR, READ_HANG);
        writeFaults = parseFaults(options, WRITE_ERROR, WRITE_HANG);
        resetPosition = options.number(RESET_AFTER, 0, Long.MAX_VALUE, Long.MAX_VALUE);
        shortReadLimit = options.number(SHORT_READS, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static List<DataFault> parseFaults(OptionValues options, SimulatedOption error, SimulatedOption hang) {
        return Stream.of(DataFault.of(options, error, false), DataFault.of(options, hang, true))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns whether the device is reset before the byte at {@code position}. */
    boolean isResetDueAt(long position) {
        return position >= resetPosition;
    }

    /**
     * Returns the maximum number of bytes that can be read from {@code position} on. Makes the call fail or hang if the
     * byte at {@code position} has a fault.
     */
    long maxReadLength(String operation, long position, DeviceCallLock lock) throws VfioException {
        return Math.min(shortReadLimit, bytesBeforeNextFault(readFaults, operation, position, lock));
    }

    /**
     * Returns the maximum number of bytes that can be written from {@code position} on. Makes the call fail or hang if
     * the byte at {@code position} has a fault.
     */
    long maxWriteLength(String operation, long position, DeviceCallLock lock) throws VfioException {
        return bytesBeforeNextFault(writeFaults, operation, position, lock);
    }

    private long bytesBeforeNextFault(List<DataFault> faults, String operation, long position, DeviceCallLock lock)
            throws VfioException {
        long maxCount = resetPosition - position;
        for (DataFault fault : faults) {
            maxCount = Math.min(maxCount, fault.bytesBeforeFault(operation, position, lock));
        }
        return maxCount;
    }

    /** A fault at an offset. */
    private static final class DataFault {
        private final long offset;
        private final @Nullable Errno errno;
        private long remainingCount;

        /** @param errno the error of the call; null if the call hangs */
        private DataFault(long offset, @Nullable Errno errno, long count) {
            this.offset = offset;
            this.errno = errno;
            this.remainingCount = count;
        }

        static Optional<DataFault> of(OptionValues options, SimulatedOption option, boolean hangs) {
            return options.value(option).map(value -> {
                RepeatCount counted = options.repeatCount(option, value);
                String[] parts = counted.text().split(":", hangs ? 1 : 2);
                long offset = options.number(option, parts[0], 0, Long.MAX_VALUE);
                String errnoName = parts.length > 1 ? parts[1] : Errno.EIO.name();
                Errno errno = hangs ? null : options.errno(option, value, errnoName);
                return new DataFault(offset, errno, counted.count());
            });
        }

        /**
         * Returns the number of bytes from {@code position} to the fault. Makes the call fail or hang if the fault is
         * at {@code position}.
         */
        long bytesBeforeFault(String operation, long position, DeviceCallLock lock) throws VfioException {
            if (remainingCount == 0) {
                return Long.MAX_VALUE;
            }
            if (position < offset) {
                return offset - position;
            }
            remainingCount--;
            if (errno == null) {
                throw lock.hangUntilClosed(operation);
            }
            throw new VfioException(operation, errno);
        }
    }
}
