// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.V1StateBit;
import org.migstream.vfio.VfioException;

/** What the device of the discussion gives and takes: headers, chunks and the last look at them. */
class V1StreamTest {
    private static final String DEVICE = "v1,size=1000,chunk=332";

    @TempDir
    Path folder;

    private byte[] content;
    private List<byte[]> saved;

    private String at(String device, String name) {
        return device + "@" + folder.resolve(name);
    }

    @BeforeEach
    void save() throws IOException {
        saved = Migrating.chunks(at(DEVICE + ",fill=7", "source"));
        content = Migrating.content(at(DEVICE + ",fill=7", "source"));
    }

    private static V1Chunk.Kind kind(byte[] chunk) {
        return V1Chunk.of(ByteBuffer.wrap(chunk)).orElseThrow().kind();
    }

    private V1Calls resuming(String device) throws VfioException {
        V1Calls target = V1Calls.open(at(device, "target"));
        target.go("RESUMING");
        return target;
    }

    private static void refused(Errno errno, Executable what) {
        assertEquals(errno, assertThrows(VfioException.class, what).errno().orElseThrow());
    }

    /** What is written to the target so far is refused, and the target still resumes. */
    private static void refusedAtTheExit(V1Calls target) throws VfioException {
        refused(Errno.EINVAL, () -> target.go("0"));
        assertEquals("RESUMING", target.state().toString());
    }

    @Test
    void eachEntryToSavingWithoutRunningBeginsWithASequenceHeader() throws IOException {
        try (V1Calls source = V1Calls.open(at(DEVICE, "source"))) {
            List<V1Chunk.Kind> kinds = new ArrayList<>();
            for (String state : List.of("SAVING|RUNNING", "SAVING", "SAVING|RUNNING", "SAVING")) {
                source.go(state);
                source.chunks().forEach(chunk -> kinds.add(kind(chunk)));
            }
            assertEquals(
                    "[IDENTITY, PREVIEW, PREVIEW, PREVIEW, PREVIEW, "
                            + "SEQUENCE, DATA, DATA, DATA, DATA, END, SEQUENCE, DATA, DATA, DATA, DATA, END]",
                    kinds.toString());
            source.go("RUNNING");
            source.go("SAVING");
            assertEquals(V1Chunk.Kind.IDENTITY, kind(source.chunks().get(0)));
        }
    }

    @Test
    void aNewSequenceHeaderVoidsWhatCameBefore() throws IOException {
        List<byte[]> stream = new ArrayList<>();
        byte[] last;
        try (V1Calls source = V1Calls.open(at(DEVICE + ",dirty=100", "source"))) {
            source.go("SAVING");
            stream.addAll(source.chunks());
            source.go("SAVING|RUNNING");
            source.go("SAVING");
            stream.addAll(source.chunks());
            last = stream.remove(stream.size() - 1);
        }
        try (V1Calls target = resuming(DEVICE)) {
            target.give(stream);
            refusedAtTheExit(target);
            target.give(last);
            target.go("RUNNING");
        }
        byte[] now = Migrating.content(at(DEVICE, "source"));
        assertFalse(Arrays.equals(content, now));
        assertArrayEquals(now, Migrating.content(at(DEVICE, "target")));
    }

    @Test
    void theIdentityIsComparedBeforeAnythingIsTaken() throws IOException {
        for (String other : List.of("v1,size=1000,id=2", "v1,size=1001")) {
            try (V1Calls target = V1Calls.open(at(other, "target" + other.length()))) {
                target.go("RESUMING");
                refused(Errno.EFAULT, () -> target.give(saved.get(0)));
                assertThrows(IllegalStateException.class, () -> target.give(saved.get(1)));
            }
        }
        try (V1Calls target = resuming(DEVICE)) {
            refused(Errno.EINVAL, () -> target.give(saved.get(1)));
        }
    }

    @Test
    void leavingResumingIsTheLastCheckOfCompleteness() throws IOException {
        for (int given = 0; given < saved.size(); given++) {
            try (V1Calls target = resuming(DEVICE)) {
                target.give(saved.subList(0, given));
                refusedAtTheExit(target);
                refused(Errno.EINVAL, () -> target.go("RUNNING"));
                target.device().reset();
                assertEquals("RUNNING", target.state().toString());
            }
        }
    }

    @Test
    void aLastPacketIsTakenAfterAFailedExit() throws IOException {
        int last = saved.size() - 1;
        try (V1Calls target = resuming(DEVICE)) {
            target.give(saved.subList(0, last));
            refusedAtTheExit(target);
            target.give(saved.get(last));
            target.go("0");
            target.go("RUNNING");
        }
        assertArrayEquals(content, Migrating.content(at(DEVICE, "target")));
    }

    @Test
    void nothingIsAppliedBeforeTheEnd() throws IOException {
        byte[] before = Migrating.content(at(DEVICE, "target"));
        try (V1Calls target = resuming(DEVICE)) {
            target.give(saved);
        }
        assertArrayEquals(before, Migrating.content(at(DEVICE, "target")));
    }

    @Test
    void chunksAreTakenOnlyAsTheyWereCut() throws IOException {
        byte[] one = saved.get(0);
        byte[] other = saved.get(1);
        byte[] longer = Arrays.copyOf(one, one.length + 1);
        for (byte[] wrong : List.of(
                Migrating.joined(List.of(one, other)), longer, Arrays.copyOf(one, one.length - 1), new byte[1])) {
            try (V1Calls target = resuming(DEVICE)) {
                refused(Errno.EINVAL, () -> target.give(wrong));
            }
        }
    }

    @Test
    void chunksAreTakenOnlyInTheirOrder() throws IOException {
        for (int i = 0; i < saved.size(); i++) {
            List<byte[]> swapped = new ArrayList<>(saved);
            swapped.add(i == 0 ? 1 : i - 1, swapped.remove(i));
            boolean mattersNot =
                    kind(saved.get(i)) == V1Chunk.Kind.PREVIEW && kind(swapped.get(i)) == V1Chunk.Kind.PREVIEW;
            try (V1Calls target = resuming(DEVICE)) {
                boolean taken = true;
                try {
                    target.give(swapped);
                    target.go("0");
                } catch (VfioException e) {
                    taken = false;
                }
                // A preview is void with the next sequence header, wherever it stands.
                assertEquals(mattersNot || kind(saved.get(i)) == V1Chunk.Kind.SEQUENCE, taken, "chunk " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 31})
    void noDamageIsTaken(int step) throws IOException {
        byte[] before = Migrating.content(at(DEVICE, "target"));
        for (int i = 0; i < saved.size(); i++) {
            for (int at = step; at < saved.get(i).length; at += 37) {
                byte[] damaged = saved.get(i).clone();
                damaged[at] ^= (byte) (1 << at % Byte.SIZE);
                try (V1Calls target = resuming(DEVICE)) {
                    target.give(saved.subList(0, i));
                    refused(Errno.EINVAL, () -> target.give(damaged));
                }
            }
        }
        assertArrayEquals(before, Migrating.content(at(DEVICE, "target")));
    }

    @Test
    void aChunkThatIsLeftOutIsMissed() throws IOException {
        for (int i = 0; i < saved.size(); i++) {
            if (kind(saved.get(i)) == V1Chunk.Kind.PREVIEW) {
                continue;
            }
            List<byte[]> rest = new ArrayList<>(saved);
            rest.remove(i);
            try (V1Calls target = resuming(DEVICE)) {
                refused(Errno.EINVAL, () -> {
                    target.give(rest);
                    target.go("0");
                });
            }
        }
    }

    @Test
    void aWindowThatIsSmallerThanAChunkTakesNone() throws IOException {
        try (V1Calls target = V1Calls.open(at("v1,size=1000,chunk=331", "target"))) {
            target.go("RESUMING");
            target.give(saved.get(0));
            refused(Errno.EINVAL, () -> target.give(saved.get(1)));
        }
    }

    @Test
    void theStateThatIsReportedAfterAFailureIsTheOldOne() throws IOException {
        try (V1Calls target = resuming(DEVICE)) {
            target.give(saved.get(0));
            for (String to : List.of("0", "RUNNING", "SAVING", "SAVING|RUNNING")) {
                refused(Errno.EINVAL, () -> target.go(to));
                assertEquals(
                        V1DeviceState.of(List.of(V1StateBit.RESUMING)).value(),
                        target.state().value());
            }
            assertTrue(target.device().regionSize() > 0);
        }
    }
}
