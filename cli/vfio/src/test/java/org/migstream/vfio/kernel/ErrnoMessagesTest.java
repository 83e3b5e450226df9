// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V2DeviceState;

/** Messages explain an errno only if the driver's meaning of it is known. */
class ErrnoMessagesTest {
    private static final String WRITE = "write the data";

    private static final Supplier<List<DriverError>> MTTY = () -> List.of(
            DriverError.of("mtty", "EFAULT", Set.of(DriverOperation.WRITE_DATA), "the first 24 bytes do not fit"),
            DriverError.of("mtty", "ENOMEM", Set.of(DriverOperation.WRITE_DATA), "too many bytes"),
            DriverError.of("mtty", "EINVAL", Set.of(DriverOperation.LEAVE_RESUMING), "the state is too short"));

    private static final Supplier<List<DriverError>> MLX5 =
            () -> List.of(DriverError.of("mlx5", "ENODEV", Set.of(DriverOperation.WRITE_DATA), "the device was reset"));

    private static final Supplier<List<DriverError>> XE = () -> List.of(DriverError.of(
            "xe",
            "EIO",
            Set.of(DriverOperation.LEAVE_RESUMING, DriverOperation.WRITE_DATA),
            "an earlier packet was refused"));

    private static String message(ErrnoMessages messages, Errno errno) {
        return messages.toException(errno.number()).getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EFAULT | mtty returns EFAULT for a write: the first 24 bytes do not fit",
                "ENOMEM | mtty returns ENOMEM for a write: too many bytes",
                "ENODEV | the data session has ended: the device was reset, or an error ended the session"
            })
    void refusedWrite_ofMtty_hasMeaning(Errno errno, String meaning) {
        assertEquals(
                WRITE + ": " + errno.message() + ": " + meaning, message(ErrnoMessages.forWrite(WRITE, MTTY), errno));
    }

    @Test
    void refusedState_ofMtty_hasMeaning() {
        assertEquals(
                "go to STOP: Invalid argument: mtty returns EINVAL for leaving RESUMING: the state is too short",
                message(ErrnoMessages.forStateChange(V2DeviceState.STOP, MTTY), Errno.EINVAL));
    }

    /** The meaning of a driver's error replaces the general meaning. */
    @Test
    void endedSession_ofMlx5_hasDriverMeaning() {
        assertEquals(
                WRITE + ": No such device: mlx5 returns ENODEV for a write: the device was reset",
                message(ErrnoMessages.forWrite(WRITE, MLX5), Errno.ENODEV));
    }

    /** The driver's meaning of EINVAL applies when RESUMING is left, but not to other steps or to a write. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "RESUMING", "STOP_COPY", "PRE_COPY"})
    void otherStates_haveNoDriverMeaning(V2DeviceState state) {
        assertEquals(
                "go to " + state + ": Invalid argument",
                message(ErrnoMessages.forStateChange(state, MTTY), Errno.EINVAL));
        assertEquals(WRITE + ": Invalid argument", message(ErrnoMessages.forWrite(WRITE, MTTY), Errno.EINVAL));
    }

    @ParameterizedTest
    @EnumSource(names = {"EFAULT", "EINVAL", "ENOMEM"})
    void unknownDriver_hasNoMeaning(Errno errno) {
        assertEquals(WRITE + ": " + errno.message(), message(ErrnoMessages.forWrite(WRITE, List::of), errno));
        assertEquals(
                "go to STOP: " + errno.message(),
                message(ErrnoMessages.forStateChange(V2DeviceState.STOP, List::of), errno));
    }

    @Test
    void errorOfTwoOperations_isExplainedForBoth() {
        String cause = "xe returns EIO for a write or leaving RESUMING: an earlier packet was refused";
        assertEquals(WRITE + ": Input/output error: " + cause, message(ErrnoMessages.forWrite(WRITE, XE), Errno.EIO));
        assertEquals(
                "go to STOP: Input/output error: " + cause,
                message(ErrnoMessages.forStateChange(V2DeviceState.STOP, XE), Errno.EIO));
    }

    @Test
    void read_ofEndedSession_hasMeaning() {
        assertEquals(
                "read the data: No such device: the data session has ended: the device was reset, or an error ended the"
                        + " session",
                message(ErrnoMessages.forRead("read the data"), Errno.ENODEV));
        assertEquals("read the data: Input/output error", message(ErrnoMessages.forRead("read the data"), Errno.EIO));
    }
}
