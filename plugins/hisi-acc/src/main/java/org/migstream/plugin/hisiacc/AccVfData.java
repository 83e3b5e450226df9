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
final class AccVfData {
    /** {@code QM_MATCH_SIZE}: where a state ends if the guest's driver was not at work. */
    static final int MATCH_SIZE = 40;

    static final int DEV_ID = 12;
    static final int RESERVED = 32;

    private static final int MAJOR = 1;
    private static final int CONTEXT_WORDS = 7;
    private static final int RESERVED_REGISTERS = 5;
    private static final int READY = 0;
    private static final int NOT_READY = 1;
    private static final Symbols QM_STATE =
            Symbols.DECIMAL.value(READY, "READY").value(NOT_READY, "NOT_READY");

    private final FieldReader in;
    private Optional<Generation> generation = Optional.empty();
    private long qmState;
    private Severity worst = Severity.INFO;

    AccVfData(FieldReader in) {
        this.in = in;
    }

    Completeness read() throws IOException {
        matchData();
        if (in.exhausted()) {
            return endsNotReady();
        }
        registers();
        addresses();
        if (!in.exhausted()) {
            in.opaqueRest("trailing");
            error(
                    "TRAILING_GARBAGE",
                    "a state has 40 or 176 bytes, not more; the kernel refuses the write with ENOMEM");
        }
        if (worst == Severity.INFO) {
            in.info("OK", "complete state");
        }
        return Completeness.COMPLETE;
    }

    private void matchData() throws IOException {
        generation = Generation.of(in.u64("magic", Generation.symbols()));
        if (generation.isEmpty()) {
            error("BAD_MAGIC", "the magic number is neither that of V1 nor that of V2; the kernel refuses the state");
        }
        in.fact("qp_num", in.u32("qp_num"));
        device(in.u32("dev_id", Accelerator.symbols()));
        long isolation = in.u32("que_iso_cfg", Symbols.HEXADECIMAL);
        in.fact("que_iso_cfg", hexadecimal(isolation));
        in.u32("qp_base");
        qmState = in.u32("vf_qm_state", QM_STATE);
        if (!QM_STATE.knows(qmState)) {
            warning("FIELD_RANGE", "vf_qm_state is neither 0 nor 1; the kernel writes it to the device unchecked");
        }
        version();
        in.u32("qm_rsv_state[0]", Symbols.HEXADECIMAL);
        in.u32("qm_rsv_state[1]", Symbols.HEXADECIMAL);
    }

    private void device(long id) {
        in.fact("dev_id", hexadecimal(id));
        if (Accelerator.of(id).isEmpty()) {
            error("WRONG_DEVICE_ID", "no accelerator that can migrate has the device id " + hexadecimal(id));
        }
    }

    /** In V1 the two numbers are reserved words, about which nothing is known. */
    private void version() throws IOException {
        boolean versioned = is(Generation.V2);
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
    private Completeness endsNotReady() {
        if (is(Generation.V1)) {
            warning("LEGACY_V1", "written by a driver of the first generation, as match data alone");
        }
        boolean saysSo = qmState == NOT_READY;
        if (worst != Severity.ERROR) {
            in.info(
                    "OK_NOT_READY",
                    saysSo
                            ? "complete state of a device whose driver in the guest was not at work"
                            : "match data alone: complete if the driver in the guest was not at work, which in pre-copy"
                                    + " is not yet known; otherwise 136 bytes are missing");
        }
        return saysSo ? Completeness.COMPLETE : Completeness.UNKNOWN;
    }

    private void registers() throws IOException {
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

    private void addresses() throws IOException {
        long eqe = addressIn(words("qm_eqc_dw", CONTEXT_WORDS));
        long aeqe = addressIn(words("qm_aeqc_dw", CONTEXT_WORDS));
        words("qm_rsv_regs", RESERVED_REGISTERS);
        in.filler("padding", Integer.BYTES);
        if (is(Generation.V1)) {
            legacy(eqe, aeqe);
        } else {
            eventQueue("eqe_dma", eqe);
            eventQueue("aeqe_dma", aeqe);
        }
        notNull("sqc_dma", in.u64("sqc_dma", Symbols.HEXADECIMAL));
        notNull("cqc_dma", in.u64("cqc_dma", Symbols.HEXADECIMAL));
    }

    private long[] words(String name, int count) throws IOException {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = in.u32(name + "[" + i + "]", Symbols.HEXADECIMAL);
        }
        return words;
    }

    /** Where the hardware keeps the queue's address in its context, as {@code vf_qm_check_match()} puts it together. */
    private static long addressIn(long[] context) {
        return context[2] << Integer.SIZE | context[1];
    }

    private void eventQueue(String name, long expected) throws IOException {
        long address = in.u64(name, Symbols.HEXADECIMAL);
        if (address != expected && is(Generation.V2)) {
            warning(
                    "INCONSISTENT",
                    name + " is " + hexadecimal(address) + ", but the queue's context says " + hexadecimal(expected));
        }
        notNull(name, address);
    }

    private void legacy(long eqe, long aeqe) throws IOException {
        in.u64("eqe_dma", Symbols.HEXADECIMAL);
        in.u64("aeqe_dma", Symbols.HEXADECIMAL);
        in.fact("eqe_dma_effective", hexadecimal(eqe));
        in.fact("aeqe_dma_effective", hexadecimal(aeqe));
        warning(
                "LEGACY_V1",
                "written by a driver of the first generation: eqe_dma and aeqe_dma are wrong; the kernel takes "
                        + hexadecimal(eqe) + " and " + hexadecimal(aeqe) + " from the contexts instead, but only if one"
                        + " write brings the whole state: after pre-copy the wrong ones stay");
        notNull("eqe_dma", eqe);
        notNull("aeqe_dma", aeqe);
    }

    private void notNull(String name, long address) {
        if (address == 0) {
            warning("NULL_DMA", name + " is 0: the kernel reports success, but leaves the queue manager not ready");
        }
    }

    private boolean is(Generation one) {
        return generation.filter(one::equals).isPresent();
    }

    private void error(String code, String message) {
        worst = Severity.ERROR;
        in.error(code, message);
    }

    private void warning(String code, String message) {
        worst = worst == Severity.ERROR ? worst : Severity.WARNING;
        in.warning(code, message);
    }

    private static String hexadecimal(long value) {
        return "0x" + Long.toHexString(value);
    }
}
