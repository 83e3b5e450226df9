// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostFunction;
import org.migstream.pci.PciSlot;
import org.migstream.pci.RegionSizes;
import org.migstream.profile.SavedProfiles.SavedProfile;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;
import org.migstream.vmstate.VmDescription;
import org.migstream.vmstate.VmDescriptionWriter;

/** Writes and reads the profiles in a saved stream. */
class SavedProfilesTest {
    private static final RegionSizes REGIONS = new RegionSizes(List.of(16384L, 0L, 0L, 32L, 0L, 0L), 65536);
    private static final Facts FACTS = Facts.of(Map.of("nr_ports", "2", "list.#", "1", "list.0.name", "a\"\u00e4\n"));
    private static final MissingFacts MISSING =
            new MissingFacts(MissingFacts.Cause.DEVICE_FAILED, "read the data: Input/output error");
    private static final SavedProfiles SAVED = new SavedProfiles(List.of(
            new SavedProfile(
                    "0000:00:01.0/vfio",
                    new Profile(
                            "mtty",
                            new PciId(0x4348, 0x3253),
                            "6.12",
                            List.of("STOP_COPY", "P2P"),
                            new HostFunction(new ConfigSpace(new byte[256]), REGIONS, HostFunction.Use.RUNNING),
                            PciSlot.PCIE_PCI_BRIDGE,
                            MsixSource.UNKNOWN,
                            16384L,
                            FACTS,
                            MISSING,
                            "mtty")),
            new SavedProfile("vfio", Profile.UNKNOWN)));

    @Test
    void writtenProfiles_areReadBackEqual() throws IOException {
        SavedProfiles read = SavedProfiles.read(SAVED.toJson());
        Profile profile = read.find("0000:00:01.0/vfio").orElseThrow();
        assertEquals("mtty", profile.driver());
        assertEquals("mtty", profile.kernelDriver());
        assertEquals(new PciId(0x4348, 0x3253), profile.pci());
        assertEquals("6.12", profile.kernel());
        assertEquals(List.of("STOP_COPY", "P2P"), profile.migrationFeatures());
        HostFunction function = profile.function();
        assertEquals(ByteBuffer.allocate(256), function.configSpace().bytes());
        assertEquals(REGIONS, function.regions());
        assertEquals(HostFunction.Use.RUNNING, function.use());
        assertEquals(PciSlot.PCIE_PCI_BRIDGE, profile.slot());
        assertEquals(MsixSource.UNKNOWN, profile.msixSource());
        assertEquals(16384L, profile.maxRecordBytes());
        assertEquals(FACTS.all(), profile.facts().all());
        assertEquals(MISSING, profile.missingFacts());
        assertNull(read.find("vfio").orElseThrow().missingFacts());
        assertArrayEquals(SAVED.toJson(), read.toJson());
        assertEquals(Optional.empty(), read.find("other"));
    }

    @Test
    void vmDescription_carriesProfiles() throws IOException {
        byte[] description = VmDescriptionWriter.write("pc-q35-10.0", 4096, List.of(), SAVED.toJson());
        VmDescription read = VmDescription.read(new ByteArrayInputStream(description), description.length);
        assertEquals(4096, read.pageSize().getAsInt());
        assertEquals(List.of(), read.sections());
        assertArrayEquals(SAVED.toJson(), read.extension().orElseThrow());
    }

    /** A later version may have written the stream. */
    @Test
    void unknownMembers_areSkipped() throws IOException {
        String text = "{\"schema\":\"migstream.saved/1\",\"later\":1,\"devices\":[{\"idstr\":\"a\",\"later\":{},"
                + "\"profile\":{\"schema\":\"migstream.profile/1\",\"later\":[1],\"missingFacts\":{\"later\":1}}}]}";
        SavedProfiles read = SavedProfiles.read(text.getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(new SavedProfiles(List.of(new SavedProfile("a", Profile.UNKNOWN))).toJson(), read.toJson());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"schema\":\"migstream.saved/2\",\"devices\":[]}",
                "{\"schema\":\"migstream.saved/1\",\"devices\":[{}]}",
                "{\"schema\":\"migstream.saved/1\",\"devices\":[{\"idstr\":\"a\",\"profile\":{}}]}",
                "{\"schema\":\"migstream.saved/1\",\"devices\":[{\"idstr\":\"a\",\"profile\":{\"schema\":\"migstream.profile/1\"}"
            })
    void malformedProfiles_areRejected(String text) {
        assertThrows(ProfileException.class, () -> SavedProfiles.read(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
