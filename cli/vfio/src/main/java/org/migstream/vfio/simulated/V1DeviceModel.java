// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.util.List;
import org.migstream.vfio.DeviceConfiguration;

/**
 * A device as it was talked about on kvm@vger.kernel.org in December 2021: it takes its state in at the end only, when
 * RESUMING is left, and looks at it then. Its state is a sequence of chunks, one to a filling of the window, as they were
 * cut on the source. Little-endian:
 *
 * <pre>
 *   chunk  u32 magic "MSV1" | u32 kind | u32 number | u32 length of the payload | u64 value | u32 CRC-32C of all else
 *          | u32 0 | payload
 *
 *   kind          number            value           payload
 *   0 IDENTITY    0                 identity        u64 size of the content    first; the target is compared with it
 *   1 PREVIEW     0                 offset          content                    of a device that runs
 *   2 SEQUENCE    of the sequence   size            none                       on each entry to SAVING without RUNNING
 *   3 DATA        1, 2, ...         offset          content                    of a device that stands still
 *   4 END         how many DATA     their CRC-32C   none                       without it nothing is loaded
 *
 *   state = IDENTITY PREVIEW* (SEQUENCE DATA* END?  PREVIEW*)+
 * </pre>
 *
 * <p>SEQUENCE voids what came before it, IDENTITY too. So the source may go from SAVING back to SAVING|RUNNING and try
 * again in the same stream; and what was read while it ran is for nothing but that there is something to read: a device
 * that takes all in at the end has no use for it.
 */
final class V1DeviceModel extends ImageDeviceModel {
    private static final SimulatedOption ID =
            new SimulatedOption("id", "NUMBER", "its identity, which must be the target's too (1)");

    private static final SimulatedOption SIZE =
            new SimulatedOption(SparseImage.SIZE_OPTION, "BYTES", "has as much content (64K)");

    static final List<SimulatedOption> OPTIONS = List.of(ID, SIZE, SparseImage.FILL_OPTION);

    private static final long DEFAULT_SIZE = 64 << 10;
    private static final long MAX_SIZE = 1L << 40;

    private final long identity;

    V1DeviceModel(OptionValues options) {
        super(options, SIZE, MAX_SIZE, DEFAULT_SIZE);
        identity = options.number(ID, 0, Long.MAX_VALUE, 1);
    }

    @Override
    public String driverName() {
        return null;
    }

    @Override
    public DeviceConfiguration initialConfiguration() {
        // The ids of QEMU's device for teaching (docs/specs/edu.rst), which cannot be migrated.
        return new PciConfigBuilder(0x1234, 0x11e8, 0x00ff00).msix(2).build();
    }

    /** @param window size of the largest chunk, bytes */
    V1StateSaver beginSave(StateContent content, DirtyRounds dirtying, int window) throws IOException {
        return new V1StateSaver(openImage(content), identity, dirtying, window);
    }

    V1StateLoader beginLoad(StateContent content) throws IOException {
        return new V1StateLoader(createImage(content), identity);
    }
}
