// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class of one lambda expression or method reference: a final class with a field for each captured value, and one
 * method, which calls the implementation. It does what {@code LambdaMetafactory.metafactory} specifies.
 */
final class LambdaClass {
    /** The name of the static method that returns an instance with the captured values. */
    static final String FACTORY = "of";

    private static final String INSTANCE = "INSTANCE";
    private static final String CONSTRUCTOR = "<init>";
    private static final String OBJECT = "java/lang/Object";

    private final String name;
    private final Caller caller;
    private final Type[] captured;
    private final Type functionalInterface;
    private final String method;
    private final Type erasedType;
    private final Handle implementation;
    private final Type instantiatedType;

    /**
     * The class with the lambda expression.
     *
     * @param version of the class file
     * @param name internal name
     * @param isInterface whether it is an interface
     * @param nestHost internal name of the host of its nest
     */
    record Caller(int version, String name, boolean isInterface, String nestHost) {}

    /**
     * Describes a class.
     *
     * @param name its internal name
     * @param factory the type of the call site: captured values to functional interface
     * @param method the name of the interface's method
     * @param erasedType the type of the interface's method
     * @param implementation the method to call
     * @param instantiatedType the type of the interface's method with its type variables replaced
     */
    LambdaClass(
            String name,
            Caller caller,
            Type factory,
            String method,
            Type erasedType,
            Handle implementation,
            Type instantiatedType) {
        this.name = name;
        this.caller = caller;
        this.captured = factory.getArgumentTypes();
        this.functionalInterface = factory.getReturnType();
        this.method = method;
        this.erasedType = erasedType;
        this.implementation = implementation;
        this.instantiatedType = instantiatedType;
    }

    /** Returns the class file. */
    byte[] toByteArray() {
        // No method has a branch, so no frame is needed.
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        out.visit(
                caller.version(),
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                OBJECT,
                new String[] {functionalInterface.getInternalName()});
        out.visitNestHost(caller.nestHost());
        for (int i = 0; i < captured.length; i++) {
            out.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field(i), captured[i].getDescriptor(), null, null);
        }
        writeConstructor(out);
        writeFactory(out);
        writeMethod(out);
        out.visitEnd();
        return out.toByteArray();
    }

    private static String field(int index) {
        return "value" + index;
    }

    private void writeConstructor(ClassWriter out) {
        MethodVisitor code = out.visitMethod(Opcodes.ACC_PRIVATE, CONSTRUCTOR, constructorType(), null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, CONSTRUCTOR, "()V", false);
        int local = 1;
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), local);
            code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), captured[i].getDescriptor());
            local += captured[i].getSize();
        }
        code.visitInsn(Opcodes.RETURN);
        finish(code);
    }

    private String constructorType() {
        return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
    }

    /** Writes the factory. Without captured values, it always returns the same instance, as the JVM does. */
    private void writeFactory(ClassWriter out) {
        MethodVisitor code = out.visitMethod(
                Opcodes.ACC_STATIC, FACTORY, Type.getMethodDescriptor(functionalInterface, captured), null, null);
        code.visitCode();
        if (captured.length == 0) {
            writeInstance(out);
            code.visitFieldInsn(Opcodes.GETSTATIC, name, INSTANCE, functionalInterface.getDescriptor());
        } else {
            code.visitTypeInsn(Opcodes.NEW, name);
            code.visitInsn(Opcodes.DUP);
            int local = 0;
            for (Type type : captured) {
                code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
                local += type.getSize();
            }
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, constructorType(), false);
        }
        code.visitInsn(Opcodes.ARETURN);
        finish(code);
    }

    private void writeInstance(ClassWriter out) {
        out.visitField(
                Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL,
                INSTANCE,
                functionalInterface.getDescriptor(),
                null,
                null);
        MethodVisitor code = out.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, CONSTRUCTOR, "()V", false);
        code.visitFieldInsn(Opcodes.PUTSTATIC, name, INSTANCE, functionalInterface.getDescriptor());
        code.visitInsn(Opcodes.RETURN);
        finish(code);
    }

    private void writeMethod(ClassWriter out) {
        MethodVisitor code = out.visitMethod(Opcodes.ACC_PUBLIC, method, erasedType.getDescriptor(), null, null);
        code.visitCode();
        if (implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            code.visitTypeInsn(Opcodes.NEW, implementation.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        Type[] parameters = implementationParameters();
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
        }
        Type[] erased = erasedType.getArgumentTypes();
        Type[] instantiated = instantiatedType.getArgumentTypes();
        int local = 1;
        for (int i = 0; i < erased.length; i++) {
            code.visitVarInsn(erased[i].getOpcode(Opcodes.ILOAD), local);
            local += erased[i].getSize();
            ValueConversion.cast(code, erased[i], instantiated[i]);
            ValueConversion.convert(code, instantiated[i], parameters[captured.length + i]);
        }
        callImplementation(code);
        Type result = implementationResult();
        if (!erasedType.getReturnType().equals(Type.VOID_TYPE)) {
            ValueConversion.convert(code, result, erasedType.getReturnType());
        } else if (!result.equals(Type.VOID_TYPE)) {
            code.visitInsn(result.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
        code.visitInsn(erasedType.getReturnType().getOpcode(Opcodes.IRETURN));
        finish(code);
    }

    /** Returns the types of the values that the implementation takes, with the object that it is called on. */
    private Type[] implementationParameters() {
        Type[] declared = Type.getArgumentTypes(implementation.getDesc());
        if (implementation.getTag() == Opcodes.H_INVOKESTATIC
                || implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            return declared;
        }
        Type[] all = new Type[declared.length + 1];
        all[0] = Type.getObjectType(implementation.getOwner());
        System.arraycopy(declared, 0, all, 1, declared.length);
        return all;
    }

    private Type implementationResult() {
        return implementation.getTag() == Opcodes.H_NEWINVOKESPECIAL
                ? Type.getObjectType(implementation.getOwner())
                : Type.getReturnType(implementation.getDesc());
    }

    private void callImplementation(MethodVisitor code) {
        int opcode =
                switch (implementation.getTag()) {
                    case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                    case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                    case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
                    case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
                    // A private method of the caller, which its nest mates call like any other method.
                    case Opcodes.H_INVOKESPECIAL ->
                        implementation.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
                    default ->
                        throw new IllegalArgumentException(
                                caller.name() + ": a lambda expression with " + implementation);
                };
        code.visitMethodInsn(
                opcode,
                implementation.getOwner(),
                implementation.getName(),
                implementation.getDesc(),
                implementation.isInterface());
    }

    private static void finish(MethodVisitor code) {
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
