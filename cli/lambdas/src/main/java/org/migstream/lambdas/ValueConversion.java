// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The conversions of values between the types of a functional interface and those of its implementation. */
final class ValueConversion {
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");

    private ValueConversion() {}

    /** Writes the cast of a reference; nothing for a primitive value, or if the types are the same. */
    static void cast(MethodVisitor code, Type from, Type to) {
        if (isReference(to) && !to.equals(from) && !to.equals(OBJECT)) {
            code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
        }
    }

    /** Writes a conversion that assignments allow: boxing, unboxing, a wider number, or a cast that always succeeds. */
    static void convert(MethodVisitor code, Type from, Type to) {
        if (isReference(from) && isReference(to)) {
            cast(code, from, to);
        } else if (isReference(to)) {
            box(code, from);
        } else if (isReference(from)) {
            Type unboxed = unboxedType(from, to);
            cast(code, from, wrapper(unboxed));
            code.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    wrapper(unboxed).getInternalName(),
                    unboxed.getClassName() + "Value",
                    Type.getMethodDescriptor(unboxed),
                    false);
            widen(code, unboxed, to);
        } else {
            widen(code, from, to);
        }
    }

    private static boolean isReference(Type type) {
        return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
    }

    private static void box(MethodVisitor code, Type primitive) {
        Type wrapper = wrapper(primitive);
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                wrapper.getInternalName(),
                "valueOf",
                Type.getMethodDescriptor(wrapper, primitive),
                false);
    }

    /** Returns the primitive type in a wrapper; for another type, such as Object, the type that is needed. */
    private static Type unboxedType(Type reference, Type needed) {
        for (Type primitive : new Type[] {
            Type.BOOLEAN_TYPE,
            Type.CHAR_TYPE,
            Type.BYTE_TYPE,
            Type.SHORT_TYPE,
            Type.INT_TYPE,
            Type.LONG_TYPE,
            Type.FLOAT_TYPE,
            Type.DOUBLE_TYPE
        }) {
            if (wrapper(primitive).equals(reference)) {
                return primitive;
            }
        }
        return needed;
    }

    static Type wrapper(Type primitive) {
        return Type.getObjectType(
                switch (primitive.getSort()) {
                    case Type.BOOLEAN -> "java/lang/Boolean";
                    case Type.CHAR -> "java/lang/Character";
                    case Type.BYTE -> "java/lang/Byte";
                    case Type.SHORT -> "java/lang/Short";
                    case Type.INT -> "java/lang/Integer";
                    case Type.LONG -> "java/lang/Long";
                    case Type.FLOAT -> "java/lang/Float";
                    case Type.DOUBLE -> "java/lang/Double";
                    default -> throw new IllegalArgumentException(primitive + " has no wrapper");
                });
    }

    private static void widen(MethodVisitor code, Type from, Type to) {
        switch (to.getSort()) {
            case Type.LONG -> {
                if (isIntOnStack(from)) {
                    code.visitInsn(Opcodes.I2L);
                }
            }
            case Type.FLOAT -> {
                if (isIntOnStack(from)) {
                    code.visitInsn(Opcodes.I2F);
                } else if (from.getSort() == Type.LONG) {
                    code.visitInsn(Opcodes.L2F);
                }
            }
            case Type.DOUBLE -> {
                if (isIntOnStack(from)) {
                    code.visitInsn(Opcodes.I2D);
                } else if (from.getSort() == Type.LONG) {
                    code.visitInsn(Opcodes.L2D);
                } else if (from.getSort() == Type.FLOAT) {
                    code.visitInsn(Opcodes.F2D);
                }
            }
            default -> {
                // Smaller integers are ints on the stack.
            }
        }
    }

    private static boolean isIntOnStack(Type type) {
        return type.getSize() == 1 && type.getSort() != Type.FLOAT && !isReference(type);
    }
}
