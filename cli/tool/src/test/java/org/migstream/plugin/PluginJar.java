// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.migstream.spi.VendorPlugin;

/** Builds a jar with a plugin from source code. The code is compiled against all classes of migstream. */
public final class PluginJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String SERVICE = "META-INF/services/" + VendorPlugin.class.getName();
    private static final String HEAD = """
            package acme;
            import java.io.IOException;
            import java.util.*;
            import org.migstream.spi.*;
            """;

    private final String type;
    private final List<String> members = new ArrayList<>();
    private final List<String> decoders = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private String name;
    private String decoderList;

    /**
     * Creates a plugin without decoders and rules.
     *
     * @param name the name of the plugin, of its class {@code acme.Plugin_NAME} and of its jar
     */
    public PluginJar(String name) {
        this.type = "Plugin_" + name;
        this.name = '"' + name + '"';
        files.put(MANIFEST, "Manifest-Version: 1.0\nMigstream-Spi: " + VendorPlugin.SPI_VERSION + "\n");
        files.put(SERVICE, "acme." + type + "\n");
    }

    /** Creates a plugin with one decoder of the same name, which matches any state and reads a byte. */
    public static PluginJar good(String name) {
        return new PluginJar(name)
                .decoder(name, "return Match.LIKELY;", "in.u8(\"version\"); return Completeness.COMPLETE;");
    }

    /** Sets the expression that {@code name()} returns. */
    public PluginJar nameExpression(String expression) {
        name = expression;
        return this;
    }

    /** Sets the expression that {@code decoders()} returns. */
    public PluginJar decodersExpression(String expression) {
        decoderList = expression;
        return this;
    }

    /** Adds a member to the class. */
    public PluginJar member(String source) {
        members.add(source);
        return this;
    }

    /**
     * Adds a decoder with these bodies of its methods {@code match} and {@code decode}, whose format proves that a state
     * is complete.
     */
    public PluginJar decoder(String decoderName, String match, String decode) {
        return decoder(decoderName, match, decode, "@Override public boolean provesCompleteness() { return true; }");
    }

    /** Adds a decoder that only implements the methods that it must, as plugins of the first version of the SPI do. */
    public PluginJar minimalDecoder(String decoderName, String match, String decode) {
        return decoder(decoderName, match, decode, "");
    }

    private PluginJar decoder(String decoderName, String match, String decode, String other) {
        decoders.add("""
                new StateDecoder() {
                    public String name() { return "%s"; }
                    public List<PciId> devices() { return List.of(new PciId(0x1234, 0x5678)); }
                    public Match match(DeviceIdentity identity, byte[] head) { %s }
                    public Completeness decode(FieldReader in) throws IOException { %s }
                    %s
                }
                """.formatted(decoderName, match, decode, other));
        return this;
    }

    /** Adds a rule with this body of its method {@code check}. */
    public PluginJar rule(String decoder, String check) {
        rules.add("""
                new CompatibilityRule() {
                    public String decoderName() { return "%s"; }
                    public void check(Comparison comparison) { %s }
                }
                """.formatted(decoder, check));
        return this;
    }

    /** Replaces the manifest; null removes it. */
    public PluginJar manifest(String text) {
        return file(MANIFEST, text);
    }

    /** Replaces the service file; null removes it. */
    public PluginJar service(String text) {
        return file(SERVICE, text);
    }

    private PluginJar file(String path, String text) {
        if (text == null) {
            files.remove(path);
        } else {
            files.put(path, text);
        }
        return this;
    }

    private String source() {
        return HEAD + "public class " + type + " implements VendorPlugin {\n"
                + "public String name() { return " + name + "; }\n"
                + "public List<StateDecoder> decoders() { return "
                + (decoderList == null ? "List.of(" + String.join(",", decoders) + ")" : decoderList) + "; }\n"
                + "public List<CompatibilityRule> rules() { return List.of(" + String.join(",", rules) + "); }\n"
                + String.join("\n", members) + "}\n";
    }

    /** Compiles several plugins together, and writes each into a jar {@code NAME.jar}. */
    public static void writeAll(Path directory, List<PluginJar> plugins) throws IOException {
        Map<String, byte[]> classes = compile(plugins);
        for (PluginJar plugin : plugins) {
            Path jar = directory.resolve(plugin.type.substring("Plugin_".length()) + ".jar");
            try (OutputStream out = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> file : plugin.content(classes).entrySet()) {
                    zip.putNextEntry(new ZipEntry(file.getKey()));
                    zip.write(file.getValue());
                }
            }
        }
    }

    /** Compiles the plugin and writes it into a jar {@code NAME.jar}. */
    public void write(Path directory) throws IOException {
        writeAll(directory, List.of(this));
    }

    /** Compiles the plugin and writes its files into a folder. */
    public void writeFolder(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : content(compile(List.of(this))).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private Map<String, byte[]> content(Map<String, byte[]> classes) {
        Map<String, byte[]> content = new LinkedHashMap<>();
        files.forEach((path, text) -> content.put(path, text.getBytes(StandardCharsets.UTF_8)));
        classes.forEach((path, bytes) -> {
            if (path.matches("acme/" + type + "(\\$.*)?\\.class")) {
                content.put(path, bytes);
            }
        });
        return content;
    }

    private static Map<String, byte[]> compile(List<PluginJar> plugins) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        plugins.forEach(plugin -> sources.add(plugin.sourceFile()));
        Path classes = Files.createTempDirectory("plugins");
        StringWriter errors = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(errors, null, null, List.of("-proc:none", "-d", classes.toString()), null, sources)
                .call();
        assertTrue(compiled, errors::toString);
        Map<String, byte[]> content = new LinkedHashMap<>();
        Path acme = classes.resolve("acme");
        for (String name : acme.toFile().list()) {
            content.put("acme/" + name, Files.readAllBytes(acme.resolve(name)));
            Files.delete(acme.resolve(name));
        }
        Files.delete(acme);
        Files.delete(classes);
        return content;
    }

    private JavaFileObject sourceFile() {
        return new SimpleJavaFileObject(URI.create("string:///acme/" + type + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source();
            }
        };
    }
}
