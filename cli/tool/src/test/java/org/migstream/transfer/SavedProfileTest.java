// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.migstream.container.Compression;
import org.migstream.profile.SavedProfiles;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.vfio.host.LinuxHost;
import org.migstream.vmstate.StreamWithVmDescription;

/** The profiles in a saved stream. */
class SavedProfileTest {
    @TempDir
    private Path directory;

    private String device(String kind, String file) {
        return "sim:" + kind + "@" + directory.resolve(file);
    }

    /** The profile has the facts of the first state bytes, with and without pre-copy. */
    @Test
    void profile_containsFactsOfState() throws IOException {
        for (PreCopyLimits limits : Arrays.asList(SaveResult.LIMITS, null)) {
            byte[] stream = SaveResult.save(SaveResult.request(
                            Compression.NONE, limits, false, device("mtty,ports=1", "a"), device("bulk", "b")))
                    .stream();
            SavedProfiles profiles = SavedProfiles.read(new StreamWithVmDescription(stream)
                    .description()
                    .extension()
                    .orElseThrow());
            assertEquals(
                    "1",
                    profiles.find("0000:00:01.0/vfio")
                            .orElseThrow()
                            .facts()
                            .all()
                            .get("nr_ports"));
            assertEquals(
                    Map.of(),
                    profiles.find("0000:00:02.0/vfio").orElseThrow().facts().all());
        }
    }

    /** A simulated device loads the same states on every host, so its profile has no kernel release. */
    @Test
    void kernelRelease_isStoredForRealDeviceOnly() throws IOException {
        try (DeviceGroup simulated = new DeviceGroup(
                List.of(DeviceName.parse(device("mtty", "a"), 1)), Duration.ofSeconds(20), List::of, 0)) {
            simulated.open(device -> {});
            TransferDevice opened = simulated.devices().get(0);
            assertEquals(null, opened.readProfile().kernel());
            DeviceName real = DeviceName.parse("vfio:0000:3b:00.1", 1);
            assertEquals(
                    LinuxHost.LOCAL.kernelRelease().orElse(null),
                    DeviceProfileReader.readWithoutStateFacts(real, opened.device())
                            .kernel());
        }
    }
}
