// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The code of a method that a record has unless it declares it: {@code equals}, {@code hashCode} or {@code toString}. It is a
 * static method of the record, and does what {@code java.lang.runtime.ObjectMethods} specifies.
 *
 * @param kind the name of the method
 * @param type its type as a static method: the record, and for {@code equals} the other object
 * @param owner internal name of the record
 * @param components the fields of the record, in order
 * @param names the names of the components, in order
 */
record RecordMethod(String kind, Type type, String owner, List<Handle> components, List<String> names) {
    static final String BOOTSTRAP_CLASS = "java/lang/runtime/ObjectMethods";

    private static final String BUILDER = "java/lang/StringBuilder";
    private static final String OBJECTS = "java/util/Objects";
    private static final int HASH_FACTOR = 31;

    /**
     * Returns the method of a call site.
     *
     * @param arguments of the bootstrap method: the record, the names with semicolons between them, getters of the fields
     */
    static RecordMethod of(String kind, String type, Object... arguments) {
        List<Handle> components = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            components.add((Handle) arguments[i]);
        }
        String names = (String) arguments[1];
        return new RecordMethod(
                kind,
                Type.getMethodType(type),
                ((Type) arguments[0]).getInternalName(),
                components,
                names.isEmpty() ? List.of() : List.of(names.split(";")));
    }

    /** Returns the name of the static method. */
    String name() {
        return "record$" + kind;
    }

    /** Writes the static method. */
    void write(ClassVisitor out) {
        MethodVisitor code = out.visitMethod(
                Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                name(),
                type.getDescriptor(),
                null,
                null);
        code.visitCode();
        switch (kind) {
            case "equals" -> writeEquals(code);
            case "hashCode" -> writeHashCode(code);
            case "toString" -> writeToString(code);
            default -> throw new IllegalArgumentException(owner + ": records have no method " + kind);
        }
        // The largest stack: a builder or two values of 64 bits.
        code.visitMaxs(4, type.getArgumentTypes().length);
        code.visitEnd();
    }

    private void readComponent(MethodVisitor code, int local, Handle component) {
        code.visitVarInsn(Opcodes.ALOAD, local);
        if (local > 0) {
            code.visitTypeInsn(Opcodes.CHECKCAST, owner);
        }
        code.visitFieldInsn(Opcodes.GETFIELD, owner, component.getName(), component.getDesc());
    }

    private void writeEquals(MethodVisitor code) {
        Label different = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
        code.visitJumpInsn(Opcodes.IFEQ, different);
        for (Handle component : components) {
            readComponent(code, 0, component);
            readComponent(code, 1, component);
            jumpIfDifferent(code, Type.getType(component.getDesc()), different);
        }
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(different);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitInsn(Opcodes.IRETURN);
    }

    private static void jumpIfDifferent(MethodVisitor code, Type component, Label different) {
        switch (component.getSort()) {
            case Type.OBJECT, Type.ARRAY -> {
                callStatic(code, OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
                code.visitJumpInsn(Opcodes.IFEQ, different);
            }
            case Type.LONG -> {
                code.visitInsn(Opcodes.LCMP);
                code.visitJumpInsn(Opcodes.IFNE, different);
            }
            case Type.FLOAT -> {
                callStatic(code, "java/lang/Float", "compare", "(FF)I");
                code.visitJumpInsn(Opcodes.IFNE, different);
            }
            case Type.DOUBLE -> {
                callStatic(code, "java/lang/Double", "compare", "(DD)I");
                code.visitJumpInsn(Opcodes.IFNE, different);
            }
            default -> code.visitJumpInsn(Opcodes.IF_ICMPNE, different);
        }
    }

    private void writeHashCode(MethodVisitor code) {
        code.visitInsn(Opcodes.ICONST_0);
        for (Handle component : components) {
            code.visitIntInsn(Opcodes.BIPUSH, HASH_FACTOR);
            code.visitInsn(Opcodes.IMUL);
            readComponent(code, 0, component);
            Type type = Type.getType(component.getDesc());
            if (type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY) {
                callStatic(code, OBJECTS, "hashCode", "(Ljava/lang/Object;)I");
            } else {
                String wrapper = ValueConversion.wrapper(type).getInternalName();
                callStatic(code, wrapper, "hashCode", "(" + type.getDescriptor() + ")I");
            }
            code.visitInsn(Opcodes.IADD);
        }
        code.visitInsn(Opcodes.IRETURN);
    }

    private void writeToString(MethodVisitor code) {
        code.visitTypeInsn(Opcodes.NEW, BUILDER);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
        code.visitLdcInsn(Type.getObjectType(owner));
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Class", "getSimpleName", "()Ljava/lang/String;", false);
        append(code, "Ljava/lang/String;");
        for (int i = 0; i < components.size(); i++) {
            code.visitLdcInsn((i == 0 ? "[" : ", ") + names.get(i) + "=");
            append(code, "Ljava/lang/String;");
            readComponent(code, 0, components.get(i));
            append(code, appendedType(Type.getType(components.get(i).getDesc())));
        }
        code.visitLdcInsn(components.isEmpty() ? "[]" : "]");
        append(code, "Ljava/lang/String;");
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
        code.visitInsn(Opcodes.ARETURN);
    }

    private static String appendedType(Type component) {
        return switch (component.getSort()) {
            case Type.OBJECT, Type.ARRAY -> "Ljava/lang/Object;";
            case Type.BYTE, Type.SHORT -> "I";
            default -> component.getDescriptor();
        };
    }

    private static void append(MethodVisitor code, String type) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + type + ")L" + BUILDER + ";", false);
    }

    private static void callStatic(MethodVisitor code, String owner, String method, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, descriptor, false);
    }
}
