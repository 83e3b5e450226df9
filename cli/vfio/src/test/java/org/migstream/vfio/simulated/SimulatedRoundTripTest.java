// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.VfioException;

/** Saves and restores devices of every kind. */
class SimulatedRoundTripTest {
    @TempDir
    Path folder;

    private String spec(String device, String name) {
        return device + "@" + folder.resolve(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtty | mtty",
                "mtty,ports=1,scr0=0x41 | mtty,ports=1",
                "mtty,lcr1=3,features=STOP_COPY | mtty,features=STOP_COPY+P2P",
                "hisi-acc | hisi_acc",
                "hisi_acc,ready=no | hisi_acc",
                "hisi_acc,ready=no,features=STOP_COPY | hisi_acc",
                "hisi_acc,device=zip,queues=7,isolation=0x30 | hisi_acc,device=zip,queues=7,isolation=0x30",
                "mlx5,size=70000,fill=7 | mlx5,size=70000",
                "mlx5,size=70000,chunk=4K,features=STOP_COPY | mlx5,size=70000,fill=0,chunk=4K",
                "bulk,size=66000,fill=7 | bulk,size=66000",
                "bulk,size=65536 | bulk,size=65536,fill=0",
                "bulk,size=1,fill=0 | bulk,size=1,features=STOP_COPY",
            })
    void restoredState_isSavedUnchanged_forAnyChunkSize(String source, String target) throws IOException {
        String features = source.contains("features=STOP_COPY") ? ",features=STOP_COPY" : "";
        byte[] saved = SimulatedTransfers.save(spec(source, "source"));
        for (int piece : new int[] {saved.length > 1000 ? 977 : 1, 7, 24, 25, 65_536, 1 << 20}) {
            SimulatedTransfers.restore(spec(target, "target-" + piece), SimulatedTransfers.split(saved, piece));
            String kind = target.substring(0, target.indexOf(',') < 0 ? target.length() : target.indexOf(','));
            assertArrayEquals(saved, SimulatedTransfers.save(spec(kind + features, "target-" + piece)));
        }
        assertArrayEquals(saved, SimulatedTransfers.save(spec(source, "source")));
        assertFalse(Files.exists(folder.resolve("source.sim-new")));
    }

    @ParameterizedTest
    @CsvSource({"100", "64", "16384", "1048576"})
    void v1State_isSavedUnchanged_forAnyWindowSize(int chunk) throws IOException {
        String source = spec("v1,size=70000,fill=7,chunk=" + chunk, "source");
        List<byte[]> saved = SimulatedTransfers.chunks(source);
        assertTrue(saved.stream().allMatch(it -> it.length <= chunk));
        String target = spec("v1,size=70000,chunk=" + chunk, "target");
        SimulatedTransfers.restore(target, saved);
        assertArrayEquals(SimulatedTransfers.join(saved), SimulatedTransfers.save(target));
        assertArrayEquals(SimulatedTransfers.join(saved), SimulatedTransfers.save(source));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mlx5,size=70000,fill=7 | mlx5,size=70000",
                "bulk,size=200000,fill=7 | bulk,size=200000",
                "v1,size=70000,fill=7 | v1,size=70000",
            })
    void changesDuringPreCopy_areRestored(String source, String target) throws IOException {
        byte[] before = SimulatedTransfers.readContent(spec(source, "source"));
        List<byte[]> saved = SimulatedTransfers.chunks(spec(source + ",dirty=33000*4", "source"));
        byte[] after = SimulatedTransfers.readContent(spec(source, "source"));
        assertFalse(Arrays.equals(before, after));
        assertTrue(SimulatedTransfers.join(saved).length > after.length);
        SimulatedTransfers.restore(spec(target, "target"), saved);
        assertArrayEquals(after, SimulatedTransfers.readContent(spec(target, "target")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtty", "hisi_acc", "bulk,size=60,fill=7"})
    void truncatedState_isRefused(String device) throws IOException {
        byte[] saved = SimulatedTransfers.save(spec(device, "source"));
        for (int length = 0; length < saved.length; length++) {
            if (length == 40 && device.equals("hisi_acc")) {
                continue; // The match data are the complete state of a function that is not ready.
            }
            String target = spec(device, "target");
            byte[] truncated = Arrays.copyOf(saved, length);
            VfioException refused = assertThrows(
                    VfioException.class, () -> SimulatedTransfers.restore(target, List.of(truncated)), "at " + length);
            assertTrue(refused.hasErrno(Errno.EINVAL));
        }
    }

    @Test
    void truncatedMlx5Image_isDroppedWithoutError_asInKernel() throws IOException {
        byte[] saved = SimulatedTransfers.save(spec("mlx5,size=5000,fill=7", "source"));
        byte[] untouched = SimulatedTransfers.readContent(spec("mlx5,size=5000", "new"));
        byte[] truncated = Arrays.copyOf(saved, 24 + 16 + 32 + 4999);
        SimulatedTransfers.restore(spec("mlx5,size=5000", "target"), List.of(truncated));
        assertArrayEquals(untouched, SimulatedTransfers.readContent(spec("mlx5", "target")));
    }

    @Test
    void contentEqualToFillPattern_allocatesNoBlocks() throws IOException {
        String source = spec("bulk,size=8M", "source");
        String target = spec("bulk,size=8M", "target");
        String other = spec("bulk,size=8M,fill=0", "other");
        List<byte[]> saved = SimulatedTransfers.chunks(source);
        SimulatedTransfers.restore(target, saved);
        SimulatedTransfers.restore(other, saved);
        assertTrue(allocatedBytes("source") < 1 << 20);
        assertTrue(allocatedBytes("target") < 1 << 20);
        assertTrue(allocatedBytes("other") >= 8 << 20);
        assertArrayEquals(SimulatedTransfers.readContent(source), SimulatedTransfers.readContent(other));
    }

    private long allocatedBytes(String name) throws IOException {
        Process du = new ProcessBuilder("du", "-k", folder.resolve(name).toString()).start();
        return Long.parseLong(new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\t")[0])
                << 10;
    }
}
