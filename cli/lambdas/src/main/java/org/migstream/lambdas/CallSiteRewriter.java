// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Replaces the call sites of lambda expressions, and of the methods of records, in one class file. */
final class CallSiteRewriter extends ClassVisitor {
    static final int API = Opcodes.ASM9;

    private static final String METAFACTORY_CLASS = "java/lang/invoke/LambdaMetafactory";
    private static final String METAFACTORY = "metafactory";

    /** Separates the name of a class from the number of a generated class. */
    private static final String MARK = "$$";

    private final Map<String, byte[]> lambdaClasses = new LinkedHashMap<>();
    private final List<RecordMethod> recordMethods = new ArrayList<>();
    private int version;
    private boolean isInterface;
    private String name = "";
    private String nestHost = "";

    private CallSiteRewriter(ClassVisitor out) {
        super(API, out);
    }

    /**
     * The result for one class file.
     *
     * @param classFiles the rewritten class and the generated classes by internal name; empty if nothing is to be rewritten
     * @param nestHost the internal name of the host of its nest
     * @param lambdaClasses the internal names of the generated classes, which the host must list as members of its nest
     */
    record Result(Map<String, byte[]> classFiles, String nestHost, List<String> lambdaClasses) {}

    /** Rewrites a class file. */
    static Result rewrite(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        // The instructions that change have the same effect on the stack, so all frames stay valid.
        ClassWriter writer = new ClassWriter(0);
        CallSiteRewriter rewriter = new CallSiteRewriter(writer);
        reader.accept(rewriter, 0);
        Map<String, byte[]> classFiles = rewriter.lambdaClasses;
        List<String> lambdaClasses = List.copyOf(classFiles.keySet());
        if (!classFiles.isEmpty() || !rewriter.recordMethods.isEmpty()) {
            classFiles.put(rewriter.name, writer.toByteArray());
        }
        return new Result(classFiles, rewriter.nestHost, lambdaClasses);
    }

    /** Returns whether the name of a class file is that of a generated class. */
    static boolean isGeneratedName(String fileName) {
        int mark = fileName.lastIndexOf(MARK);
        String number = mark < 0 ? "" : fileName.substring(mark + MARK.length(), fileName.lastIndexOf('.'));
        return !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public void visit(
            int classVersion,
            int access,
            String className,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        version = classVersion;
        isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
        name = className;
        nestHost = className;
        super.visit(classVersion, access, className, signature, superName, interfaces);
    }

    @Override
    public void visitNestHost(String host) {
        nestHost = host;
        super.visitNestHost(host);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String method, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(API, super.visitMethod(access, method, descriptor, signature, exceptions)) {
            @Override
            public void visitInvokeDynamicInsn(String callee, String factory, Handle bootstrap, Object... arguments) {
                if (bootstrap.getOwner().equals(RecordMethod.BOOTSTRAP_CLASS)) {
                    RecordMethod recordMethod = RecordMethod.of(callee, factory, arguments);
                    recordMethods.add(recordMethod);
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, name, recordMethod.name(), factory, isInterface);
                } else if (bootstrap.getOwner().equals(METAFACTORY_CLASS)
                        && bootstrap.getName().equals(METAFACTORY)) {
                    String factoryClass = addLambdaClass(callee, factory, arguments);
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, factoryClass, LambdaClass.FACTORY, factory, false);
                } else {
                    super.visitInvokeDynamicInsn(callee, factory, bootstrap, arguments);
                }
            }
        };
    }

    @Override
    public void visitEnd() {
        for (RecordMethod method : recordMethods) {
            method.write(cv);
        }
        super.visitEnd();
    }

    private String addLambdaClass(String interfaceMethod, String factory, Object... arguments) {
        String lambdaName = name + MARK + lambdaClasses.size();
        LambdaClass lambdaClass = new LambdaClass(
                lambdaName,
                new LambdaClass.Caller(version, name, isInterface, nestHost),
                Type.getMethodType(factory),
                interfaceMethod,
                (Type) arguments[0],
                (Handle) arguments[1],
                (Type) arguments[2]);
        lambdaClasses.put(lambdaName, lambdaClass.toByteArray());
        return lambdaName;
    }
}
