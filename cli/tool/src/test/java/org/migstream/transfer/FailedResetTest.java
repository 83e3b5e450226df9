// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.container.Compression;
import org.migstream.transfer.TransferException.DeviceFailureException;

/** A save whose device can neither return to its initial state nor be reset. */
class FailedResetTest {
    @TempDir
    private Path directory;

    private String device(String kind, String file) {
        return "sim:" + kind + "@" + directory.resolve(file);
    }

    /** The error names the failed reset, because the device's activity is unknown then. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fail=RESET:EBUSY | reset: Device or resource busy",
                "hang=RESET | reset: no answer within 0.2 s; allow more with --timeout"
            })
    void failedReset_isAppendedToMessage(String fault, String expected) throws IOException {
        SaveRequest request = SaveResult.request(
                Compression.NONE, null, false, device("mtty,fail=STOP..STOP_COPY:EIO:ERROR," + fault, "a"));
        Saver saver = new Saver(
                new SaveRequest(
                        request.devices(),
                        request.machine(),
                        request.slots(),
                        request.likeStream(),
                        request.runningGuest(),
                        request.compression(),
                        request.limits(),
                        request.leaveStopped(),
                        request.allowDma(),
                        request.onError(),
                        Duration.ofMillis(200),
                        request.plugins()),
                "x",
                SaveResult.MemoryOutput::new);
        String message = assertThrows(DeviceFailureException.class, saver::run).getMessage();
        assertEquals(
                request.devices().get(0).device()
                        + ": go from STOP to STOP_COPY: Input/output error; it reported ERROR; " + expected
                        + "; left in ERROR",
                message);
    }
}
