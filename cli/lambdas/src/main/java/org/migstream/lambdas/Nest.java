// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/**
 * What a class file says of its nest, whose classes may use each other's private members. All names are internal ones.
 *
 * @param name the class
 * @param host the host of the nest; the class itself if it is the host
 * @param members the other classes of the nest, if the class is the host
 */
record Nest(String name, String host, List<String> members) {
    /** Reads a class file. */
    static Nest read(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        List<String> members = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        reader.accept(
                new ClassVisitor(CallSiteRewriter.API) {
                    @Override
                    public void visitNestHost(String host) {
                        hosts.add(host);
                    }

                    @Override
                    public void visitNestMember(String member) {
                        members.add(member);
                    }
                },
                ClassReader.SKIP_CODE);
        return new Nest(reader.getClassName(), hosts.isEmpty() ? reader.getClassName() : hosts.get(0), members);
    }

    /** Adds members to the nest of a host; those that it has already are not added. */
    static byte[] addMembers(byte[] classFile, List<String> members) {
        List<String> missing = new ArrayList<>(members);
        missing.removeAll(read(classFile).members());
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(CallSiteRewriter.API, writer) {
                            @Override
                            public void visitEnd() {
                                missing.forEach(super::visitNestMember);
                                super.visitEnd();
                            }
                        },
                        0);
        return writer.toByteArray();
    }
}
