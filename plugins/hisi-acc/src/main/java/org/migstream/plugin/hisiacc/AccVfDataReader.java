// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.hisiacc;

import java.io.IOException;
import java.util.Optional;
import org.migstream.spi.Completeness;
import org.migstream.spi.FieldReader;
import org.migstream.spi.LimitedFindings;
import org.migstream.spi.Severity;
import org.migstream.spi.Symbols;

/**
 * Reads one {@code struct acc_vf_data}. Fields have the names of the kernel, except that {@code acc_magic}, {@code
 * major_ver} and {@code minor_ver} are called {@code magic}, {@code major} and {@code minor}.
 */
final class AccVfDataReader {
    /** The length of a state if the driver of the guest was not active: {@code QM_MATCH_SIZE}. */
    static final int MATCH_SIZE = 40;

    /** The fact with the number of the format: 1 or 2. */
    static final String FORMAT = "format";

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
    private final LimitedFindings findings;
    private Optional<AccDevMagic> magicVersion = Optional.empty();
    private long qmState;

    AccVfDataReader(FieldReader in) {
        this.in = in;
        findings = new LimitedFindings(in, LimitedFindings.UNLIMITED);
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
            findings.error(
                    "TRAILING_GARBAGE", "a state has 40 or 176 bytes; the kernel refuses additional bytes with ENOMEM");
        }
        if (findings.worst() == Severity.INFO) {
            in.info("OK", "the state is complete");
        }
        return Completeness.COMPLETE;
    }

    private void readMatchData() throws IOException {
        magicVersion = AccDevMagic.of(in.u64("magic", AccDevMagic.symbols()));
        if (magicVersion.isEmpty()) {
            findings.error(
                    "BAD_MAGIC", "the magic number is neither that of V1 nor that of V2; the kernel refuses the state");
        }
        magicVersion.ifPresent(version -> in.fact(FORMAT, version.number()));
        in.fact("qp_num", in.u32("qp_num"));
        checkDeviceId(in.u32("dev_id", Accelerator.symbols()));
        long isolation = in.u32("que_iso_cfg", Symbols.HEXADECIMAL);
        in.hexFact("que_iso_cfg", isolation);
        in.u32("qp_base");
        qmState = in.u32("vf_qm_state", QM_STATE);
        if (!QM_STATE.hasValueName(qmState)) {
            findings.warning(
                    "FIELD_RANGE", "vf_qm_state is not 0 or 1; the kernel writes it to the device without a check");
        }
        readVersion();
        in.u32("qm_rsv_state[0]", Symbols.HEXADECIMAL);
        in.u32("qm_rsv_state[1]", Symbols.HEXADECIMAL);
    }

    private void checkDeviceId(long id) {
        in.hexFact("dev_id", id);
        if (Accelerator.of(id).isEmpty()) {
            findings.error(
                    "WRONG_DEVICE_ID",
                    "the device id " + toHexString(id) + " does not belong to an accelerator that can migrate");
        }
    }

    /** Reads the version. In V1 the two numbers are reserved words, so they are not checked. */
    private void readVersion() throws IOException {
        boolean versioned = hasMagic(AccDevMagic.V2);
        int major = in.u16("major");
        if (versioned && major != MAJOR) {
            findings.error("UNSUPPORTED_VERSION", "major version " + major + ": the kernel accepts only " + MAJOR);
        }
        int minor = in.u16("minor");
        if (versioned && minor > 0) {
            findings.warning(
                    "NEWER_MINOR",
                    "minor version " + minor + " is newer than any known one; the kernel does not check it");
        }
    }

    /**
     * Checks a state that ends after the match data. Without pre-copy, vf_qm_state of such a state is NOT_READY. With
     * pre-copy, the driver sends the 40 bytes while vf_qm_state is READY, and does not send a later NOT_READY. Such a
     * state is valid, but it looks like a state that lost its last 136 bytes, so its completeness is unknown.
     */
    private Completeness finishAfterMatchData() {
        if (hasMagic(AccDevMagic.V1)) {
            findings.warning(
                    "LEGACY_V1", "a driver of the first generation wrote this state, which has only match data");
        }
        boolean notReady = qmState == NOT_READY;
        if (findings.worst() != Severity.ERROR) {
            in.info(
                    "OK_NOT_READY",
                    notReady
                            ? "the state is complete: the driver of the guest was not active"
                            : "only match data: the state is complete if the driver of the guest was not active; otherwise"
                                    + " 136 bytes are missing (during pre-copy this is not yet known)");
        }
        return notReady ? Completeness.COMPLETE : Completeness.UNKNOWN;
    }

    private void readRegisters() throws IOException {
        if (qmState == NOT_READY) {
            findings.warning(
                    "INCONSISTENT",
                    "vf_qm_state is NOT_READY, but registers follow; a driver does not send registers in this case");
        }
        in.u32("aeq_int_mask", Symbols.HEXADECIMAL);
        in.u32("eq_int_mask", Symbols.HEXADECIMAL);
        in.u32("ifc_int_source", Symbols.HEXADECIMAL);
        in.u32("ifc_int_mask", Symbols.HEXADECIMAL);
        in.u32("ifc_int_set", Symbols.HEXADECIMAL);
        in.u32("page_size", Symbols.HEXADECIMAL.unit("bytes"));
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

    /** Returns the address of a queue from its hardware context, as {@code vf_qm_check_match()} computes it. */
    private static long queueAddress(long[] context) {
        return context[2] << Integer.SIZE | context[1];
    }

    private void readEventQueueAddress(String name, long expected) throws IOException {
        long address = in.u64(name, Symbols.HEXADECIMAL);
        if (address != expected && hasMagic(AccDevMagic.V2)) {
            findings.warning(
                    "INCONSISTENT",
                    name + " is " + toHexString(address) + ", but the context of the queue has "
                            + toHexString(expected));
        }
        checkNotNull(name, address);
    }

    private void readV1EventQueueAddresses(long eqe, long aeqe) throws IOException {
        in.u64("eqe_dma", Symbols.HEXADECIMAL);
        in.u64("aeqe_dma", Symbols.HEXADECIMAL);
        in.hexFact("eqe_dma_effective", eqe);
        in.hexFact("aeqe_dma_effective", aeqe);
        findings.warning(
                "LEGACY_V1",
                "a driver of the first generation wrote this state: eqe_dma and aeqe_dma are wrong; the kernel uses "
                        + toHexString(eqe) + " and " + toHexString(aeqe) + " from the contexts only if the whole"
                        + " state is written at once, not after pre-copy");
        checkNotNull("eqe_dma", eqe);
        checkNotNull("aeqe_dma", aeqe);
    }

    private void checkNotNull(String name, long address) {
        if (address == 0) {
            findings.warning(
                    "NULL_DMA", name + " is 0: the kernel reports success, but leaves the queue manager not ready");
        }
    }

    private boolean hasMagic(AccDevMagic magic) {
        return magicVersion.filter(magic::equals).isPresent();
    }

    private static String toHexString(long value) {
        return "0x" + Long.toHexString(value);
    }
}
