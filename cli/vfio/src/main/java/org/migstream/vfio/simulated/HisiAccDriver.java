// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.VfioException;

/**
 * A virtual function of a HiSilicon accelerator (drivers/vfio/pci/hisilicon): one structure, {@code struct acc_vf_data},
 * little-endian as on the machines that have it.
 *
 * <pre>
 *   match      40  u64 magic | u32 qp_num, dev_id, que_iso_cfg, qp_base, vf_qm_state | u16 major, minor | u32[2] 0
 *   registers 136  u32[5] interrupts | u32 page_size | u32[7] eqc | u32[7] aeqc | u32[6] 0 | u64 eqe, aeqe, sqc, cqc
 * </pre>
 *
 * <p>The first part is all that pre-copy gives, and all there is of a function that no guest uses. Like the kernel it
 * compares it when all of it has come (EFAULT), takes no byte too many (ENOMEM), and at the end either part or both
 * (EINVAL); a function without addresses is not ready. What an old driver wrote wrong it puts right too early.
 */
final class HisiAccDriver implements SimulatedDriver {
    private static final List<String> DEVICES = List.of("zip", "sec", "hpre");
    private static final List<Integer> DEVICE_IDS = List.of(0xa251, 0xa256, 0xa259);
    private static final List<String> CHOICE = List.of("yes", "no");

    private static final Option DEVICE =
            new Option("device", String.join("|", DEVICES), "which accelerator it is (sec)");
    private static final Option QUEUES = new Option("queues", "COUNT", "has as many queue pairs (64)");
    private static final Option ISOLATION =
            new Option("isolation", "NUMBER", "register 0x30 of its physical function (0)");
    private static final Option READY =
            new Option("ready", String.join("|", CHOICE), "a driver of the guest is at work (yes)");

    static final List<Option> OPTIONS = List.of(DEVICE, QUEUES, ISOLATION, READY);

    private static final long MAGIC_V2 = 0xaaccfeeddecadedeL;
    private static final long MAGIC_V1 = 0xcdcdcdcdfeedaaccL;
    private static final int MATCH = 40;
    private static final int LENGTH = 176;
    private static final int QP_NUM = 8;
    private static final int DEV_ID = 12;
    private static final int QUE_ISO_CFG = 16;
    private static final int VF_QM_STATE = 24;
    private static final int NOT_READY = 1;
    private static final int MAJOR = 28;
    private static final int MINOR = 30;
    private static final int PAGE_SIZE = 60;
    private static final int EQC = 64;
    private static final int AEQC = 92;
    private static final int EQE_DMA = 144;
    private static final int AEQE_DMA = 152;
    private static final int SQC_DMA = 160;
    private static final int CQC_DMA = 168;
    private static final List<Integer> ADDRESSES = List.of(EQE_DMA, AEQE_DMA, SQC_DMA, CQC_DMA);

    private final int device;
    private final int queues;
    private final int isolation;
    private final boolean ready;

    HisiAccDriver(Options options) {
        device = DEVICE_IDS.get(DEVICES.indexOf(options.word(DEVICE, DEVICES, "sec")));
        queues = (int) options.number(QUEUES, 1, 1024, 64);
        isolation = (int) options.number(ISOLATION, 0, 0xffff_ffffL, 0);
        ready = options.word(READY, CHOICE, "yes").equals("yes");
    }

    @Override
    public String driver() {
        return "hisi_acc";
    }

    @Override
    public MigrationFlags features() {
        return new MigrationFlags(false, true);
    }

    @Override
    public boolean answersNoMessage() {
        return false;
    }

    @Override
    public DeviceConfiguration configuration() {
        return new PciFunction(0x19e5, device, 0x100000).msix(2).build();
    }

    @Override
    public void make(Content content) throws IOException {
        ByteBuffer bytes = match(ready ? LENGTH : MATCH, !ready);
        if (ready) {
            bytes.putInt(PAGE_SIZE, 4096);
            for (int i = 0; i < ADDRESSES.size(); i++) {
                bytes.putLong(ADDRESSES.get(i), 0x1_0000_0000L + 0x10000L * i);
            }
            context(bytes, EQC, EQE_DMA);
            context(bytes, AEQC, AEQE_DMA);
        }
        content.append(bytes);
    }

    private ByteBuffer match(int length, boolean notReady) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, MAGIC_V2)
                .putInt(QP_NUM, queues)
                .putInt(DEV_ID, device)
                .putInt(QUE_ISO_CFG, isolation)
                .putInt(VF_QM_STATE, notReady ? NOT_READY : 0)
                .putShort(MAJOR, (short) 1);
    }

    /** The address of a queue stands once more in the queue's context: its words 1 and 2. */
    private static void context(ByteBuffer bytes, int context, int address) {
        bytes.putLong(context + Integer.BYTES, bytes.getLong(address));
    }

    @Override
    public void check(Content content) throws IOException {
        if (content.length() != MATCH && content.length() != LENGTH) {
            throw new IOException("an accelerator has " + MATCH + " or " + LENGTH + " bytes, not " + content.length());
        }
        try {
            checkMatch(content.bytes().order(ByteOrder.LITTLE_ENDIAN));
        } catch (VfioException e) {
            throw new IOException("its content is damaged: the first part is not that of such an accelerator", e);
        }
    }

    @Override
    public long stopCopyLength(Content content) {
        return LENGTH;
    }

    @Override
    public Saving save(Content content, Dirtying dirtying) throws IOException {
        // That the function is not ready is found out only when it is stopped.
        return new FixedSaving(match(MATCH, false), content.bytes(), dirtying);
    }

    @Override
    public Loading load(Content content) {
        return new FixedLoading(content, LENGTH, MATCH, this::match, this::content);
    }

    private void match(ByteBuffer bytes) throws VfioException {
        checkMatch(bytes);
        if (bytes.getLong(0) == MAGIC_V1) {
            bytes.putLong(EQE_DMA, bytes.getLong(EQC + Integer.BYTES));
            bytes.putLong(AEQE_DMA, bytes.getLong(AEQC + Integer.BYTES));
        }
    }

    private void checkMatch(ByteBuffer bytes) throws VfioException {
        boolean known = bytes.getLong(0) == MAGIC_V1 || bytes.getLong(0) == MAGIC_V2 && bytes.getShort(MAJOR) == 1;
        boolean own = bytes.getInt(QP_NUM) == queues
                && bytes.getInt(DEV_ID) == device
                && bytes.getInt(QUE_ISO_CFG) == isolation;
        Refusal.unless(known && own, "write the data", Errno.EFAULT);
    }

    private ByteBuffer content(ByteBuffer bytes) throws VfioException {
        Refusal.unless(bytes.position() == MATCH || !bytes.hasRemaining(), "load the state", Errno.EINVAL);
        if (bytes.hasRemaining() || ADDRESSES.stream().anyMatch(at -> bytes.getLong(at) == 0)) {
            return match(MATCH, true);
        }
        if (bytes.getLong(0) == MAGIC_V1) {
            // The next to read it gets what this driver writes.
            bytes.putLong(0, MAGIC_V2)
                    .putInt(VF_QM_STATE, 0)
                    .putShort(MAJOR, (short) 1)
                    .putShort(MINOR, (short) 0);
            context(bytes, EQC, EQE_DMA);
            context(bytes, AEQC, AEQE_DMA);
        }
        return bytes.flip();
    }
}
