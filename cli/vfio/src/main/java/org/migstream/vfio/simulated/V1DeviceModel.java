// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * A v1 device as discussed on kvm@vger.kernel.org in December 2021: it loads and checks its state only when RESUMING is
 * left. The state is a sequence of chunks; each chunk fills the data window once. Little-endian:
 *
 * <pre>
 *   chunk  u32 magic "MSV1" | u32 kind | u32 number | u32 length of the payload | u64 value | u32 CRC-32C of the rest
 *          | u32 0 | payload
 *
 *   kind          number            value           payload
 *   0 IDENTITY    0                 identity        u64 size of the content    first; compared with the target
 *   1 PREVIEW     0                 offset          content                    in pre-copy
 *   2 SEQUENCE    of the sequence   size            none                       on each entry to SAVING without RUNNING
 *   3 DATA        1, 2, ...         offset          content                    in stop-copy
 *   4 END         count of DATA     their CRC-32C   none                       required
 *
 *   state = IDENTITY PREVIEW* (SEQUENCE DATA* END?  PREVIEW*)+
 * </pre>
 *
 * <p>SEQUENCE and IDENTITY discard all data before them. So the source may go from SAVING back to SAVING|RUNNING and
 * save again in the same stream. The target ignores the content of PREVIEW, which exists only so that pre-copy has
 * data.
 */
final class V1DeviceModel extends ImageDeviceModel {
    private static final SimulatedOption ID =
            new SimulatedOption("id", "NUMBER", "identity; the target must have the same (1)");

    private static final SimulatedOption SIZE =
            new SimulatedOption(SparseImage.SIZE_OPTION, "BYTES", "size of the content (64K)");

    static final List<SimulatedOption> OPTIONS = List.of(ID, SIZE, SparseImage.FILL_OPTION);

    private static final long DEFAULT_SIZE = 64 << 10;
    private static final long MAX_SIZE = 1L << 40;

    private final long identity;

    V1DeviceModel(OptionValues options) {
        super(options, SIZE, MAX_SIZE, DEFAULT_SIZE);
        identity = options.number(ID, 0, Long.MAX_VALUE, 1);
    }

    @Override
    public Optional<String> driverName() {
        return Optional.of("v1");
    }

    @Override
    public DeviceConfiguration initialConfiguration() {
        // The ids of QEMU's edu device (docs/specs/edu.rst), which cannot be migrated.
        return new PciConfigBuilder(0x1234, 0x11e8, 0x00ff00).msix(2).build();
    }

    /** @param windowSize the maximum size of a chunk, in bytes */
    V1StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds, int windowSize) throws IOException {
        return new V1StateSaver(openImage(content), identity, dirtyRounds, windowSize);
    }

    V1StateLoader beginLoad(StateContent content) throws IOException {
        return new V1StateLoader(createImage(content), identity);
    }
}
