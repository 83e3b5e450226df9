// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Rewrites the class files in a folder. A second run changes nothing. */
public final class ClassFolder {
    private ClassFolder() {}

    /**
     * Rewrites the class files in each folder.
     *
     * @param folders folders of class files, such as {@code target/classes}; those that do not exist are skipped
     */
    public static void main(String[] folders) throws IOException {
        for (String folder : folders) {
            Path root = Path.of(folder);
            if (Files.isDirectory(root)) {
                rewrite(root);
            }
        }
    }

    /** Rewrites the class files in a folder and adds the generated ones. */
    static void rewrite(Path root) throws IOException {
        Map<Path, byte[]> changed = new LinkedHashMap<>();
        Map<String, List<String>> membersByHost = new TreeMap<>();
        for (Path file : classFiles(root)) {
            CallSiteRewriter.Result result = CallSiteRewriter.rewrite(Files.readAllBytes(file));
            result.classFiles().forEach((name, bytes) -> changed.put(root.resolve(name + ".class"), bytes));
            if (!result.lambdaClasses().isEmpty()) {
                membersByHost
                        .computeIfAbsent(result.nestHost(), host -> new ArrayList<>())
                        .addAll(result.lambdaClasses());
            }
        }
        for (Map.Entry<String, List<String>> nest : membersByHost.entrySet()) {
            Path host = root.resolve(nest.getKey() + ".class");
            byte[] bytes = changed.containsKey(host) ? changed.get(host) : Files.readAllBytes(host);
            changed.put(host, Nest.addMembers(bytes, nest.getValue()));
        }
        for (Map.Entry<Path, byte[]> file : changed.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
        deleteUnusedClasses(root);
    }

    /** Deletes generated classes that no other class uses, such as those of an earlier build. */
    private static void deleteUnusedClasses(Path root) throws IOException {
        for (Path file : classFiles(root)) {
            if (!CallSiteRewriter.isGeneratedName(file.getFileName().toString())) {
                continue;
            }
            Nest nest = Nest.read(Files.readAllBytes(file));
            Path host = root.resolve(nest.host() + ".class");
            if (!Files.exists(host)
                    || !Nest.read(Files.readAllBytes(host)).members().contains(nest.name())) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> classFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.getFileName().toString().equals("module-info.class"))
                    .sorted()
                    .toList();
        }
    }
}
