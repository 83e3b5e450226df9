// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * A virtual function of a HiSilicon accelerator (drivers/vfio/pci/hisilicon): {@code struct acc_vf_data},
 * little-endian.
 *
 * <pre>
 *   match      40  u64 magic | u32 qp_num, dev_id, que_iso_cfg, qp_base, vf_qm_state | u16 major, minor | u32[2] 0
 *   registers 136  u32[5] interrupts | u32 page_size | u32[7] eqc | u32[7] aeqc | u32[6] 0 | u64 eqe, aeqe, sqc, cqc
 * </pre>
 *
 * <p>Pre-copy returns only the match data. A function that no guest uses has no other data. Like the kernel, the driver
 * compares the match data when all of them are written (EFAULT) and refuses extra bytes (ENOMEM). At the end it accepts
 * the match data alone or both parts, and refuses any other length (EINVAL). A function without queue addresses is not
 * ready. Like the kernel, the driver corrects the addresses of an old driver (MAGIC_V1) when it compares the match
 * data. Registers that are written later overwrite the corrected addresses.
 */
final class HisiAccDriver implements SimulatedDriver, FixedSizeState.FixedSizeFormat {
    private static final List<String> DEVICE_NAMES = List.of("zip", "sec", "hpre");
    private static final List<Integer> DEVICE_IDS = List.of(0xa251, 0xa256, 0xa259);
    private static final List<String> READY_CHOICES = List.of("yes", "no");

    private static final SimulatedOption DEVICE =
            new SimulatedOption("device", String.join("|", DEVICE_NAMES), "kind of accelerator (sec)");
    private static final SimulatedOption QUEUES = new SimulatedOption("queues", "COUNT", "number of queue pairs (64)");
    private static final SimulatedOption ISOLATION =
            new SimulatedOption("isolation", "NUMBER", "register 0x30 of the physical function (0)");
    private static final SimulatedOption READY = new SimulatedOption(
            "ready", String.join("|", READY_CHOICES), "whether a driver of the guest uses the function (yes)");

    static final List<SimulatedOption> OPTIONS = List.of(DEVICE, QUEUES, ISOLATION, READY);

    private static final long MAGIC_V2 = 0xaaccfeeddecadedeL;
    private static final long MAGIC_V1 = 0xcdcdcdcdfeedaaccL;
    private static final int MATCH_LENGTH = 40;
    private static final int VF_DATA_LENGTH = 176;
    private static final int QP_NUM_OFFSET = 8;
    private static final int DEV_ID_OFFSET = 12;
    private static final int QUE_ISO_CFG_OFFSET = 16;
    private static final int VF_QM_STATE_OFFSET = 24;
    private static final int NOT_READY = 1;
    private static final int MAJOR_OFFSET = 28;
    private static final int MINOR_OFFSET = 30;
    private static final int PAGE_SIZE_OFFSET = 60;
    private static final int EQC_OFFSET = 64;
    private static final int AEQC_OFFSET = 92;
    private static final int EQE_DMA = 144;
    private static final int AEQE_DMA = 152;
    private static final int SQC_DMA = 160;
    private static final int CQC_DMA = 168;
    private static final List<Integer> ADDRESS_OFFSETS = List.of(EQE_DMA, AEQE_DMA, SQC_DMA, CQC_DMA);

    private final int deviceId;
    private final int queuePairs;
    private final int isolation;
    private final boolean guestDriverReady;

    HisiAccDriver(OptionValues options) {
        deviceId = DEVICE_IDS.get(DEVICE_NAMES.indexOf(options.choice(DEVICE, DEVICE_NAMES, "sec")));
        queuePairs = (int) options.number(QUEUES, 1, 1024, 64);
        isolation = (int) options.number(ISOLATION, 0, 0xffff_ffffL, 0);
        guestDriverReady = options.choice(READY, READY_CHOICES, "yes").equals("yes");
    }

    @Override
    public Optional<String> driverName() {
        return Optional.of("hisi_acc");
    }

    @Override
    public MigrationFlags defaultFlags() {
        return new MigrationFlags(false, true);
    }

    @Override
    public boolean returnsEnomsg() {
        return false;
    }

    @Override
    public DeviceConfiguration initialConfiguration() {
        return new PciConfigBuilder(0x19e5, deviceId, 0x100000).msix(2).build();
    }

    @Override
    public void writeInitialContent(StateContent content) throws IOException {
        ByteBuffer bytes = newMatchData(guestDriverReady ? VF_DATA_LENGTH : MATCH_LENGTH, !guestDriverReady);
        if (guestDriverReady) {
            bytes.putInt(PAGE_SIZE_OFFSET, 4096);
            for (int i = 0; i < ADDRESS_OFFSETS.size(); i++) {
                bytes.putLong(ADDRESS_OFFSETS.get(i), 0x1_0000_0000L + 0x10000L * i);
            }
            copyAddressToContext(bytes, EQC_OFFSET, EQE_DMA);
            copyAddressToContext(bytes, AEQC_OFFSET, AEQE_DMA);
        }
        content.append(bytes);
    }

    private ByteBuffer newMatchData(int length, boolean notReady) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, MAGIC_V2)
                .putInt(QP_NUM_OFFSET, queuePairs)
                .putInt(DEV_ID_OFFSET, deviceId)
                .putInt(QUE_ISO_CFG_OFFSET, isolation)
                .putInt(VF_QM_STATE_OFFSET, notReady ? NOT_READY : 0)
                .putShort(MAJOR_OFFSET, (short) 1);
    }

    /** Copies the address of a queue into words 1 and 2 of the queue's context. */
    private static void copyAddressToContext(ByteBuffer bytes, int context, int address) {
        bytes.putLong(context + Integer.BYTES, bytes.getLong(address));
    }

    @Override
    public void checkContent(StateContent content) throws IOException {
        if (content.length() != MATCH_LENGTH && content.length() != VF_DATA_LENGTH) {
            throw new IOException(
                    "an accelerator has " + MATCH_LENGTH + " or " + VF_DATA_LENGTH + " bytes, not " + content.length());
        }
        try {
            checkMatch(content.readAll().order(ByteOrder.LITTLE_ENDIAN));
        } catch (VfioException e) {
            throw new IOException("its content is damaged: the match data are of another accelerator", e);
        }
    }

    @Override
    public long stopCopyLength(StateContent content) {
        return VF_DATA_LENGTH;
    }

    @Override
    public StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException {
        // The kernel reads the ready state only after the stop: in pre-copy every function looks ready.
        return new FixedSizeState.FixedSizeSaver(newMatchData(MATCH_LENGTH, false), content.readAll(), dirtyRounds);
    }

    @Override
    public StateLoader beginLoad(StateContent content) {
        return new FixedSizeState.FixedSizeLoader(content, VF_DATA_LENGTH, MATCH_LENGTH, this);
    }

    @Override
    public void checkHeader(ByteBuffer bytes) throws VfioException {
        checkMatch(bytes);
        if (bytes.getLong(0) == MAGIC_V1) {
            bytes.putLong(EQE_DMA, bytes.getLong(EQC_OFFSET + Integer.BYTES));
            bytes.putLong(AEQE_DMA, bytes.getLong(AEQC_OFFSET + Integer.BYTES));
        }
    }

    private void checkMatch(ByteBuffer bytes) throws VfioException {
        boolean known =
                bytes.getLong(0) == MAGIC_V1 || bytes.getLong(0) == MAGIC_V2 && bytes.getShort(MAJOR_OFFSET) == 1;
        boolean same = bytes.getInt(QP_NUM_OFFSET) == queuePairs
                && bytes.getInt(DEV_ID_OFFSET) == deviceId
                && bytes.getInt(QUE_ISO_CFG_OFFSET) == isolation;
        DeviceModel.require(known && same, "write the data", Errno.EFAULT);
    }

    @Override
    public ByteBuffer buildContent(ByteBuffer bytes) throws VfioException {
        DeviceModel.require(bytes.position() == MATCH_LENGTH || !bytes.hasRemaining(), "load the state", Errno.EINVAL);
        if (bytes.hasRemaining() || ADDRESS_OFFSETS.stream().anyMatch(at -> bytes.getLong(at) == 0)) {
            return newMatchData(MATCH_LENGTH, true);
        }
        if (bytes.getLong(0) == MAGIC_V1) {
            // The next save has the format of this driver.
            bytes.putLong(0, MAGIC_V2)
                    .putInt(VF_QM_STATE_OFFSET, 0)
                    .putShort(MAJOR_OFFSET, (short) 1)
                    .putShort(MINOR_OFFSET, (short) 0);
            copyAddressToContext(bytes, EQC_OFFSET, EQE_DMA);
            copyAddressToContext(bytes, AEQC_OFFSET, AEQE_DMA);
        }
        return bytes.flip();
    }
}
