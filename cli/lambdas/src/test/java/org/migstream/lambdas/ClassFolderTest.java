// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/** The classes of {@link Samples}, rewritten. */
final class ClassFolderTest {
    private static final String PACKAGE = "org/migstream/lambdas/";

    @TempDir
    private Path folder;

    @BeforeEach
    void copySamples() throws Exception {
        Path compiled = Path.of(Samples.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.createDirectories(folder.resolve(PACKAGE));
        for (Path file : files(compiled)) {
            String name = compiled.relativize(file).toString();
            if (name.startsWith(PACKAGE + "Samples")) {
                Files.copy(file, folder.resolve(name));
            }
        }
    }

    @Test
    void rewrittenClassesDoTheSame() throws Exception {
        ClassFolder.main(
                new String[] {folder.toString(), folder.resolve("missing").toString()});
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Object samples = loader.loadClass(Samples.class.getName())
                    .getMethod("create")
                    .invoke(null);
            assertEquals(Samples.create().get(), ((Supplier<?>) samples).get());
        }
    }

    @Test
    void noCallSiteIsLeft() throws IOException {
        assertTrue(anyClassNames("LambdaMetafactory"), "the samples have lambda expressions");
        assertTrue(anyClassNames("ObjectMethods"), "the samples have records");
        ClassFolder.rewrite(folder);
        assertFalse(anyClassNames("LambdaMetafactory"));
        assertFalse(anyClassNames("ObjectMethods"));
    }

    @Test
    void aSecondRunChangesNothing() throws IOException {
        ClassFolder.rewrite(folder);
        Map<Path, byte[]> once = contents();
        ClassFolder.rewrite(folder);
        Map<Path, byte[]> twice = contents();
        assertEquals(once.keySet(), twice.keySet());
        once.forEach((file, bytes) -> assertArrayEquals(bytes, twice.get(file), file.toString()));
    }

    @Test
    void classesOfEarlierBuilds_areDeleted() throws IOException {
        ClassFolder.rewrite(folder);
        Path used = folder.resolve(PACKAGE + "Samples$$0.class");
        Path unused = folder.resolve(PACKAGE + "Samples$$999.class");
        Path ofDeletedClass = folder.resolve(PACKAGE + "Gone$$0.class");
        byte[] generated = Files.readAllBytes(used);
        Files.write(unused, renamed(generated, "Samples$$999"));
        Files.write(ofDeletedClass, renamed(generated, "Gone$$0"));
        ClassFolder.rewrite(folder);
        assertTrue(Files.exists(used));
        assertFalse(Files.exists(unused));
        assertFalse(Files.exists(ofDeletedClass));
    }

    private static byte[] renamed(byte[] classFile, String name) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(CallSiteRewriter.API, writer) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String oldName,
                                    String signature,
                                    String superName,
                                    String[] interfaces) {
                                super.visit(version, access, PACKAGE + name, signature, superName, interfaces);
                            }
                        },
                        0);
        return writer.toByteArray();
    }

    /** Returns whether the name of a class with bootstrap methods is in a constant pool. */
    private boolean anyClassNames(String bootstrapClass) throws IOException {
        for (byte[] bytes : contents().values()) {
            if (new String(bytes, StandardCharsets.ISO_8859_1).contains(bootstrapClass)) {
                return true;
            }
        }
        return false;
    }

    private Map<Path, byte[]> contents() throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (Path file : files(folder)) {
            contents.put(file, Files.readAllBytes(file));
        }
        return contents;
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
