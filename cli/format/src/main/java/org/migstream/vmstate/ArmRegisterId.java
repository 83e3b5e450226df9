// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

/**
 * Names the registers in the list that an ARM CPU saves ({@code cpreg_vmstate_indexes} of QEMU's target/arm/machine.c).
 * The id is that of the kernel's {@code KVM_GET_ONE_REG} (arch/arm64/include/uapi/asm/kvm.h); QEMU uses it without KVM,
 * too ({@code cpreg_to_kvm_id} and {@code ENCODE_CP_REG} in target/arm, 5.2 to 10.2). It contains the size and the
 * operands of the instruction that accesses the register.
 */
public final class ArmRegisterId {
    /** The array in which QEMU saves these ids. */
    public static final String KEYS = "cpreg_vmstate_indexes";

    /** The array of the values, in the same order. */
    public static final String VALUES = "cpreg_vmstate_values";

    private static final int ARCHITECTURE_SHIFT = 56;
    /** KVM_REG_ARM: a coprocessor register of AArch32. */
    private static final int ARM = 0x40;
    /** KVM_REG_ARM64. */
    private static final int ARM64 = 0x60;
    /** KVM_REG_ARM64_SYSREG. */
    private static final int SYSTEM_REGISTER = 0x13;

    /** KVM_REG_ARM_FW: registers of the kernel, which QEMU has only with KVM. */
    private static final int FIRMWARE = 0x14;

    private ArmRegisterId() {}

    /** Returns whether only KVM has this register. */
    public static boolean isOfKvm(long id) {
        return field(id, 16, 12) == FIRMWARE;
    }

    /** Returns the id as {@code 0x} and 16 digits. */
    public static String format(long id) {
        return "0x%016x".formatted(id);
    }

    /** Returns the id in hexadecimal, and the operands and the size as far as they are known. */
    public static String describe(long id) {
        String number = format(id);
        int bits = Byte.SIZE << field(id, 52, 4);
        switch (field(id, ARCHITECTURE_SHIFT, 8)) {
            case ARM64:
                return number + (field(id, 16, 12) == SYSTEM_REGISTER ? " " + systemRegister(id) : "") + ", " + bits
                        + " bits";
            case ARM:
                return number + " " + coprocessorRegister(id, bits == Long.SIZE) + ", " + bits + " bits";
            default:
                return number;
        }
    }

    /** Returns the name that an assembler accepts for a system register without a name of its own. */
    private static String systemRegister(long id) {
        return "S%d_%d_C%d_C%d_%d"
                .formatted(field(id, 14, 2), field(id, 11, 3), field(id, 7, 4), field(id, 3, 4), field(id, 0, 3));
    }

    private static String coprocessorRegister(long id, boolean isPair) {
        String security = field(id, 29, 1) == 1 ? " (non-secure)" : "";
        return isPair
                ? "p%d opc1=%d CRm=%d%s".formatted(field(id, 16, 4), field(id, 3, 4), field(id, 7, 4), security)
                : "p%d opc1=%d CRn=%d CRm=%d opc2=%d%s"
                        .formatted(
                                field(id, 16, 4),
                                field(id, 3, 4),
                                field(id, 11, 4),
                                field(id, 7, 4),
                                field(id, 0, 3),
                                security);
    }

    private static int field(long id, int shift, int bits) {
        return (int) (id >>> shift & (1 << bits) - 1);
    }
}
