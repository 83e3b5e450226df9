// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/** A driver that reports success for a request, but whose device is in another state, v1 and v2. */
class FalseSuccessTest {
    private static final int RESERVED_BITS = 0x6d00_0000;

    /** The devices, and all states that they may report, also states that they do not support and invalid ones. */
    private enum TestedDevice {
        V1(false),
        V1_NDMA(true),
        V2(false),
        V2_ALL_FEATURES(true);

        private final boolean hasAllFeatures;

        TestedDevice(boolean hasAllFeatures) {
            this.hasAllFeatures = hasAllFeatures;
        }

        private boolean isV1() {
            return this == V1 || this == V1_NDMA;
        }

        List<? extends MigrationState> reportedStates() {
            return isV1()
                    ? IntStream.range(0, 16)
                            .mapToObj(bits -> new V1DeviceState(RESERVED_BITS | bits))
                            .toList()
                    : Arrays.asList(V2DeviceState.values());
        }

        MigrationDevice open(RequestLog log) throws VfioException {
            return MigrationDevice.of(isV1() ? new V1Driver(log, hasAllFeatures) : new V2Driver(log, hasAllFeatures));
        }
    }

    /** The states that were requested. After each request the device is in the requested state, except after one. */
    private static final class RequestLog {
        private final List<MigrationState> requests = new ArrayList<>();
        private final List<MigrationState> entered = new ArrayList<>();
        private final int falseSuccess;
        private final MigrationState reported;
        private MigrationState state;

        /**
         * @param start the state before the first request
         * @param falseSuccess the index of the request after which the device is in another state
         * @param reported the other state
         */
        RequestLog(MigrationState start, int falseSuccess, MigrationState reported) {
            this.state = start;
            this.falseSuccess = falseSuccess;
            this.reported = reported;
        }

        void request(MigrationState to) {
            state = requests.size() == falseSuccess ? reported : to;
            requests.add(to);
        }

        /** Lets the device enter a state. */
        void enter(TestedDevice tested, DeviceActivity activity, DataPhase data) throws VfioException {
            tested.open(this).enter(activity, data, entered::add);
        }
    }

    /** v1 requirement: no failure is silent. A step succeeds only if the device reports the new state afterwards. */
    @ParameterizedTest
    @EnumSource(TestedDevice.class)
    void otherStateAfterSuccess_failsStep(TestedDevice tested) throws VfioException {
        MigrationState any = tested.reportedStates().get(0);
        StateMachine<?> machine = tested.open(new RequestLog(any, -1, any)).stateMachine();
        int requests = 0;
        for (MigrationState start : machine.states()) {
            for (MigrationState wanted : machine.states()) {
                RequestLog honest = new RequestLog(start, -1, any);
                try {
                    honest.enter(tested, wanted.activity(), wanted.dataPhase());
                } catch (VfioException e) {
                    // The kernel has no path from STOP_COPY to PRE_COPY.
                    assertEquals(DataPhase.STOP_COPY, start.dataPhase());
                    continue;
                }
                for (int i = 0; i < honest.requests.size(); i++) {
                    requests++;
                    assertEachFalseSuccessFails(tested, honest, i, start, wanted);
                }
            }
        }
        assertTrue(requests > 0);
    }

    private static void assertEachFalseSuccessFails(
            TestedDevice tested, RequestLog honest, int index, MigrationState start, MigrationState wanted) {
        for (MigrationState reported : tested.reportedStates()) {
            MigrationState requested = honest.requests.get(index);
            if (reported.value() == requested.value()) {
                continue;
            }
            RequestLog log = new RequestLog(start, index, reported);
            VfioException failure = assertThrows(
                    VfioException.class,
                    () -> log.enter(tested, wanted.activity(), wanted.dataPhase()),
                    () -> start + " to " + requested + ", reported " + reported);
            assertTrue(
                    failure.getMessage()
                            .endsWith(" to " + requested + ": the device reported success, but is in " + reported),
                    failure.getMessage());
            assertEquals(Optional.empty(), failure.errno());
            assertEquals(honest.entered.subList(0, index), log.entered);
            assertEquals(honest.requests.subList(0, index + 1), log.requests);
        }
    }

    /** The uAPI does not define the reserved bits, so a driver may change them. */
    @Test
    void changedReservedBits_areNotAnotherState() throws VfioException {
        V1DeviceState stopped = new V1DeviceState(0x100);
        RequestLog log = new RequestLog(new V1DeviceState(RESERVED_BITS | 1), 0, stopped);
        log.enter(TestedDevice.V1, DeviceActivity.STOPPED, DataPhase.NONE);
        assertEquals(1, log.requests.size());
        assertNotEquals(stopped, log.requests.get(0));
        assertEquals(stopped.value(), log.requests.get(0).value());
    }

    private static final class V1Driver extends StubDevice implements V1Device {
        private final RequestLog log;
        private final boolean hasNdma;

        V1Driver(RequestLog log, boolean hasNdma) {
            this.log = log;
            this.hasNdma = hasNdma;
        }

        @Override
        public boolean hasNdma() {
            return hasNdma;
        }

        @Override
        public long regionSize() {
            return 8192;
        }

        @Override
        public void read(ByteBuffer into, long offset) {
            assertEquals(V1Register.DEVICE_STATE.offset(), offset);
            into.order(ByteOrder.LITTLE_ENDIAN).putInt(((V1DeviceState) log.state).registerValue());
        }

        @Override
        public void write(ByteBuffer from, long offset) {
            assertEquals(V1Register.DEVICE_STATE.offset(), offset);
            log.request(new V1DeviceState(from.order(ByteOrder.LITTLE_ENDIAN).getInt()));
        }
    }

    private static final class V2Driver extends StubDevice implements V2Device {
        private final RequestLog log;
        private final boolean hasAllFeatures;

        V2Driver(RequestLog log, boolean hasAllFeatures) {
            this.log = log;
            this.hasAllFeatures = hasAllFeatures;
        }

        @Override
        public long migrationFlags() {
            return hasAllFeatures
                    ? MigrationFlags.ALL.bits()
                    : MigrationFlags.of(1).bits();
        }

        @Override
        public V2DeviceState state() {
            return (V2DeviceState) log.state;
        }

        @Override
        public Optional<DataDescriptor> setState(V2DeviceState state) {
            log.request(state);
            return Optional.empty();
        }

        @Override
        public OptionalLong stopCopyLength() {
            return OptionalLong.empty();
        }
    }
}
