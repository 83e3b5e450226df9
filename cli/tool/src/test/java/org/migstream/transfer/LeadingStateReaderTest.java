// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.profile.MissingFacts.Cause;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.V2DeviceState;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.SimulatedDevices;

/** Asks devices of all kinds for their first bytes, also those whose states no plugin decodes. */
class LeadingStateReaderTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final LeadingStateReader READER = new LeadingStateReader(false, TIMEOUT);

    @TempDir
    private Path directory;

    private MigrationDevice open(String options) throws IOException {
        return MigrationDevice.of(SimulatedDevices.open(options + "@" + directory.resolve("device")));
    }

    @ParameterizedTest
    @CsvSource({"mtty, 24", "hisi_acc, 40", "v1, 65536", "'v1,features=NDMA', 65536"})
    void runningDevice_givesFirstBytesAndRunsOn(String options, int atLeast) throws IOException {
        try (MigrationDevice device = open(options)) {
            LeadingState state = READER.read(device);
            assertTrue(state.notRead().isEmpty() && state.failure().isEmpty() && state.isReturned());
            assertTrue(state.bytes().length >= atLeast);
            assertEquals("RUNNING", device.state().toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v1,fail=RUNNING..SAVING|RUNNING; go from RUNNING to SAVING|RUNNING: Input/output error; RUNNING",
                "v1,read-error=3; read the data: Input/output error; RUNNING",
                "v1,features=NDMA,read-error=3; read the data: Input/output error; RUNNING",
                "bulk,fail=RUNNING..PRE_COPY; go from RUNNING to PRE_COPY: Input/output error; RUNNING",
                "bulk,read-error=3; read the data: Input/output error; RUNNING",
            })
    void failedDevice_returnsToItsState(String options, String error, String left) throws IOException {
        try (MigrationDevice device = open(options)) {
            LeadingState state = READER.read(device);
            assertEquals(error, state.failure().orElseThrow().first().getMessage());
            assertEquals(Cause.DEVICE_FAILED, state.notRead().orElseThrow().cause());
            assertEquals(
                    error + "; left in " + left, state.notRead().orElseThrow().message());
            assertTrue(state.isReturned());
            assertEquals(left, device.state().toString());
        }
    }

    /** A stopped device gives its state from STOP_COPY or SAVING, and never runs. */
    @ParameterizedTest
    @CsvSource({
        "mtty, STOP, STOP..STOP_COPY, go from STOP to STOP_COPY",
        "hisi_acc, STOP, STOP..STOP_COPY, go from STOP to STOP_COPY",
        "v1, 0, 0..SAVING, go from 0 to SAVING"
    })
    void stoppedDevice_staysStopped(String kind, String stopped, String step, String operation) throws IOException {
        try (MigrationDevice device = open(kind)) {
            device.enter(DeviceActivity.STOPPED, DataPhase.NONE, entered -> {});
            assertTrue(READER.read(device).bytes().length > 0);
            assertEquals(stopped, device.state().toString());
        }
        try (MigrationDevice device = open(kind + ",fail=" + step)) {
            LeadingState state = READER.read(device);
            assertEquals(
                    operation + ": Input/output error; left in " + stopped,
                    state.failure().orElseThrow().toString());
            assertTrue(state.isReturned());
        }
    }

    /** The reader tries the direct way again, and other ways, but never resets. */
    @ParameterizedTest
    @CsvSource({
        "'mtty,fail=PRE_COPY..RUNNING*1', RUNNING",
        "'mtty,fail=PRE_COPY..RUNNING:EINVAL', RUNNING",
        "'mtty,fail=PRE_COPY..RUNNING', RUNNING",
        "'hisi_acc,fail=PRE_COPY..RUNNING*2', RUNNING",
        "'hisi_acc,fail=PRE_COPY..RUNNING', PRE_COPY",
    })
    void failedReturn_isTriedAgain(String options, String left) throws IOException {
        try (MigrationDevice device = open(options)) {
            LeadingState state = READER.read(device);
            assertTrue(state.bytes().length > 0);
            assertEquals(left.equals("RUNNING"), state.isReturned());
            assertEquals(
                    "go from PRE_COPY to RUNNING: "
                            + (options.endsWith("EINVAL") ? "Invalid argument" : "Input/output error")
                            + "; left in " + left,
                    state.failure().orElseThrow().toString());
            assertEquals(left, device.state().toString());
        }
    }

    /** No call fails, but the device does not run any more. */
    @Test
    void errorWithoutFailedCall_isAFailure() throws IOException {
        try (MigrationDevice device = open("mtty")) {
            AtomicBoolean isRead = new AtomicBoolean();
            MigrationDevice broken = intercept(device, name -> {
                isRead.compareAndSet(false, name.equals("read"));
                return isRead.get() && name.equals("state") ? V2DeviceState.ERROR : null;
            });
            LeadingState state = READER.read(broken);
            assertEquals(
                    "read the data: the device went to ERROR, but no call failed; left in ERROR; only a reset helps",
                    state.failure().orElseThrow().toString());
            assertFalse(state.isReturned());
        }
    }

    /** A call of a device that gets an answer before the device, or fails. */
    @FunctionalInterface
    private interface Interceptor {
        /** Returns the answer; null to call the device. */
        @Nullable
        Object answer(String method) throws Exception;
    }

    private static MigrationDevice intercept(MigrationDevice device, Interceptor interceptor) {
        return (MigrationDevice) Proxy.newProxyInstance(
                MigrationDevice.class.getClassLoader(),
                new Class<?>[] {MigrationDevice.class},
                (proxy, method, arguments) -> {
                    Object answer = interceptor.answer(method.getName());
                    if (answer != null) {
                        return answer;
                    }
                    try {
                        return method.isDefault()
                                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                                : method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void deviceInDataSession_isNotAsked() throws IOException {
        try (MigrationDevice device = open("mtty")) {
            device.enter(DeviceActivity.RUNNING, DataPhase.PRE_COPY, entered -> {});
            LeadingState state = READER.read(device);
            assertEquals(Cause.DATA_SESSION, state.notRead().orElseThrow().cause());
            assertEquals("PRE_COPY", device.state().toString());
        }
    }

    /** After a call that never returns, the device does not report its state any more. */
    @Test
    void unknownFinalState_isReported() throws IOException {
        try (MigrationDevice device = open("mtty,read-error=3")) {
            AtomicInteger calls = new AtomicInteger();
            MigrationDevice hung = intercept(device, name -> {
                if (name.equals("state") && calls.getAndIncrement() > 0) {
                    throw new VfioException("ask for the state", "an earlier call has not returned");
                }
                return null;
            });
            LeadingState state = READER.read(hung);
            assertEquals(
                    "read the data: Input/output error; its state is unknown",
                    state.failure().orElseThrow().toString());
            assertFalse(state.isReturned());
        }
    }

    /** Each call takes nearly as long as the timeout allows. The process must not end before the device has returned. */
    @Test
    void slowDevice_returnsWithinTheLimit() throws IOException {
        try (MigrationDevice device = open("mtty")) {
            Duration timeout = Duration.ofMillis(400);
            AtomicBoolean isRead = new AtomicBoolean();
            MigrationDevice slow = intercept(device, name -> {
                isRead.compareAndSet(false, name.equals("read"));
                if (isRead.get() && List.of("read", "state", "nextRequest").contains(name)) {
                    Thread.sleep(timeout.toMillis() * 7 / 10);
                }
                return null;
            });
            LeadingStateReader reader = new LeadingStateReader(false, timeout);
            long start = System.nanoTime();
            assertTrue(reader.read(slow).isReturned());
            assertTrue(System.nanoTime() - start <= reader.maxTime().toNanos());
        }
    }

    /** A device that answers each call in time, but gives its data slowly, is not asked without end. */
    @Test
    void slowData_endWithTimeout() throws IOException {
        try (MigrationDevice device = open("mtty")) {
            LeadingState state = new LeadingStateReader(false, Duration.ofNanos(1)).read(device);
            assertEquals(
                    List.of("read the data: they take longer than --timeout allows for one call"),
                    state.failure().orElseThrow().errors().stream()
                            .map(VfioException::getMessage)
                            .toList());
            assertTrue(state.isReturned());
        }
    }
}
