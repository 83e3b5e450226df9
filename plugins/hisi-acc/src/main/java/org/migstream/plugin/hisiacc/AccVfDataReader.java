// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.io.IOException;
import java.util.Optional;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * One {@code struct acc_vf_data} while it is read. Fields have the names of the kernel, but for {@code acc_magic}, {@code
 * major_ver} and {@code minor_ver}, which are just {@code magic}, {@code major} and {@code minor}.
 */
final class AccVfDataReader {
    /** {@code QM_MATCH_SIZE}: where a state ends if the guest's driver was not at work. */
    static final int MATCH_SIZE = 40;

    static final int DEV_ID_OFFSET = 12;
    static final int RESERVED_OFFSET = 32;

    private static final int MAJOR = 1;
    private static final int CONTEXT_WORDS = 7;
    private static final int RESERVED_REGISTERS = 5;
    private static final int READY = 0;
    private static final int NOT_READY = 1;
    private static final Symbols QM_STATE =
            Symbols.DECIMAL.value(READY, "READY").value(NOT_READY, "NOT_READY");

    private final FieldReader in;
    private Optional<AccDevMagic> magicVersion = Optional.empty();
    private long qmState;
    private Severity worstSeverity = Severity.INFO;

    AccVfDataReader(FieldReader in) {
        this.in = in;
    }

    Completeness read() throws IOException {
        readMatchData();
        if (in.isExhausted()) {
            return finishAfterMatchData();
        }
        readRegisters();
        readAddresses();
        if (!in.isExhausted()) {
            in.opaqueRest("trailing");
            error(
                    "TRAILING_GARBAGE",
                    "a state has 40 or 176 bytes, not more; the kernel refuses the write with ENOMEM");
        }
        if (worstSeverity == Severity.INFO) {
            in.info("OK", "complete state");
        }
        return Completeness.COMPLETE;
    }

    private void readMatchData() throws IOException {
        magicVersion = AccDevMagic.of(in.u64("magic", AccDevMagic.symbols()));
        if (magicVersion.isEmpty()) {
            error("BAD_MAGIC", "the magic number is neither that of V1 nor that of V2; the kernel refuses the state");
        }
        in.fact("qp_num", in.u32("qp_num"));
        checkDeviceId(in.u32("dev_id", Accelerator.symbols()));
        long isolation = in.u32("que_iso_cfg", Symbols.HEXADECIMAL);
        in.fact("que_iso_cfg", toHexString(isolation));
        in.u32("qp_base");
        qmState = in.u32("vf_qm_state", QM_STATE);
        if (!QM_STATE.hasValueName(qmState)) {
            warning("FIELD_RANGE", "vf_qm_state is neither 0 nor 1; the kernel writes it to the device unchecked");
        }
        readVersion();
        in.u32("qm_rsv_state[0]", Symbols.HEXADECIMAL);
        in.u32("qm_rsv_state[1]", Symbols.HEXADECIMAL);
    }

    private void checkDeviceId(long id) {
        in.fact("dev_id", toHexString(id));
        if (Accelerator.of(id).isEmpty()) {
            error("WRONG_DEVICE_ID", "no accelerator that can migrate has the device id " + toHexString(id));
        }
    }

    /** In V1 the two numbers are reserved words, about which nothing is known. */
    private void readVersion() throws IOException {
        boolean versioned = hasMagic(AccDevMagic.V2);
        int major = in.u16("major");
        if (versioned && major != MAJOR) {
            error("UNSUPPORTED_VERSION", "major version " + major + ": the kernel accepts only " + MAJOR);
        }
        int minor = in.u16("minor");
        if (versioned && minor > 0) {
            warning(
                    "NEWER_MINOR",
                    "minor version " + minor + " is newer than any known; the kernel does not look at it");
        }
    }

    /**
     * The end behind the match data. Without pre-copy the driver notes NOT_READY there. With it the 40 bytes leave while
     * vf_qm_state still says READY, and a later NOT_READY never reaches the target: such a state is as sound, but it
     * looks like one whose other 136 bytes were lost, so its completeness stays unknown.
     */
    private Completeness finishAfterMatchData() {
        if (hasMagic(AccDevMagic.V1)) {
            warning("LEGACY_V1", "written by a driver of the first generation, as match data alone");
        }
        boolean saysSo = qmState == NOT_READY;
        if (worstSeverity != Severity.ERROR) {
            in.info(
                    "OK_NOT_READY",
                    saysSo
                            ? "complete state of a device whose driver in the guest was not at work"
                            : "match data alone: complete if the driver in the guest was not at work, which in pre-copy"
                                    + " is not yet known; otherwise 136 bytes are missing");
        }
        return saysSo ? Completeness.COMPLETE : Completeness.UNKNOWN;
    }

    private void readRegisters() throws IOException {
        if (qmState == NOT_READY) {
            warning("INCONSISTENT", "vf_qm_state says NOT_READY, after which a driver sends no registers");
        }
        in.u32("aeq_int_mask", Symbols.HEXADECIMAL);
        in.u32("eq_int_mask", Symbols.HEXADECIMAL);
        in.u32("ifc_int_source", Symbols.HEXADECIMAL);
        in.u32("ifc_int_mask", Symbols.HEXADECIMAL);
        in.u32("ifc_int_set", Symbols.HEXADECIMAL);
        in.u32("page_size", Symbols.HEXADECIMAL);
    }

    private void readAddresses() throws IOException {
        long eqe = queueAddress(readWords("qm_eqc_dw", CONTEXT_WORDS));
        long aeqe = queueAddress(readWords("qm_aeqc_dw", CONTEXT_WORDS));
        readWords("qm_rsv_regs", RESERVED_REGISTERS);
        in.filler("padding", Integer.BYTES);
        if (hasMagic(AccDevMagic.V1)) {
            readV1EventQueueAddresses(eqe, aeqe);
        } else {
            readEventQueueAddress("eqe_dma", eqe);
            readEventQueueAddress("aeqe_dma", aeqe);
        }
        checkNotNull("sqc_dma", in.u64("sqc_dma", Symbols.HEXADECIMAL));
        checkNotNull("cqc_dma", in.u64("cqc_dma", Symbols.HEXADECIMAL));
    }

    private long[] readWords(String name, int count) throws IOException {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = in.u32(name + "[" + i + "]", Symbols.HEXADECIMAL);
        }
        return words;
    }

    /** Where the hardware keeps the queue's address in its context, as {@code vf_qm_check_match()} puts it together. */
    private static long queueAddress(long[] context) {
        return context[2] << Integer.SIZE | context[1];
    }

    private void readEventQueueAddress(String name, long expected) throws IOException {
        long address = in.u64(name, Symbols.HEXADECIMAL);
        if (address != expected && hasMagic(AccDevMagic.V2)) {
            warning(
                    "INCONSISTENT",
                    name + " is " + toHexString(address) + ", but the queue's context says " + toHexString(expected));
        }
        checkNotNull(name, address);
    }

    private void readV1EventQueueAddresses(long eqe, long aeqe) throws IOException {
        in.u64("eqe_dma", Symbols.HEXADECIMAL);
        in.u64("aeqe_dma", Symbols.HEXADECIMAL);
        in.fact("eqe_dma_effective", toHexString(eqe));
        in.fact("aeqe_dma_effective", toHexString(aeqe));
        warning(
                "LEGACY_V1",
                "written by a driver of the first generation: eqe_dma and aeqe_dma are wrong; the kernel takes "
                        + toHexString(eqe) + " and " + toHexString(aeqe) + " from the contexts instead, but only if one"
                        + " write brings the whole state: after pre-copy the wrong ones stay");
        checkNotNull("eqe_dma", eqe);
        checkNotNull("aeqe_dma", aeqe);
    }

    private void checkNotNull(String name, long address) {
        if (address == 0) {
            warning("NULL_DMA", name + " is 0: the kernel reports success, but leaves the queue manager not ready");
        }
    }

    private boolean hasMagic(AccDevMagic one) {
        return magicVersion.filter(one::equals).isPresent();
    }

    private void error(String code, String message) {
        worstSeverity = Severity.ERROR;
        in.error(code, message);
    }

    private void warning(String code, String message) {
        worstSeverity = worstSeverity == Severity.ERROR ? worstSeverity : Severity.WARNING;
        in.warning(code, message);
    }

    private static String toHexString(long value) {
        return "0x" + Long.toHexString(value);
    }
}
