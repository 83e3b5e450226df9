// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.VendorPlugin;

/**
 * The files of one plugin. Checks them without loading any of its classes.
 *
 * @param origin the jar or the folder of the plugin
 * @param roots the jars and the folders with classes
 */
record PluginFiles(Path origin, List<Path> roots) {
    private static final String SERVICE = "META-INF/services/" + VendorPlugin.class.getName();

    /** Reports that a plugin cannot be used. The message is the reason. */
    static final class PluginRefusedException extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        private PluginRefusedException(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** Returns the message: the rest of the sentence "the plugin ...". */
        String reason() {
            return reason;
        }
    }

    /**
     * The properties of a root that decide whether it is a plugin.
     *
     * @param manifest null if the root has none
     * @param hasServiceFile whether the root has a service file, which names plugins
     */
    private record RootInfo(@Nullable Manifest manifest, boolean hasServiceFile) {}

    /**
     * Reads the version of the SPI that the plugin was compiled against.
     *
     * @throws PluginRefusedException if the files are not a plugin for this version of migstream
     */
    SpiVersion checkSpiVersion() throws PluginRefusedException {
        SpiVersion version = null;
        for (Path root : roots) {
            RootInfo info = readRoot(root);
            if (info.hasServiceFile) {
                version = parseSpiVersion(info.manifest);
            }
        }
        if (version == null) {
            throw new PluginRefusedException("is not a plugin: it has no file " + SERVICE);
        }
        return version;
    }

    private static SpiVersion parseSpiVersion(@Nullable Manifest manifest) throws PluginRefusedException {
        String value = manifest == null ? null : manifest.getMainAttributes().getValue(VendorPlugin.SPI_ATTRIBUTE);
        if (value == null) {
            throw new PluginRefusedException("has no attribute " + VendorPlugin.SPI_ATTRIBUTE
                    + " in META-INF/MANIFEST.MF: add the version of the SPI that it was compiled against (this is "
                    + SpiVersion.CURRENT + ")");
        }
        SpiVersion version = SpiVersion.parse(value)
                .orElseThrow(() -> new PluginRefusedException("has an attribute " + VendorPlugin.SPI_ATTRIBUTE
                        + " that is not a version such as " + SpiVersion.CURRENT + ": " + value));
        if (!SpiVersion.CURRENT.accepts(version)) {
            throw new PluginRefusedException("was compiled against version " + version + " of the SPI, this is "
                    + SpiVersion.CURRENT + ": recompile it");
        }
        return version;
    }

    private static RootInfo readRoot(Path root) throws PluginRefusedException {
        try {
            return Files.isDirectory(root) ? readFolder(root) : readJar(root);
        } catch (IOException | RuntimeException e) {
            // JarFile throws exceptions of both kinds for damaged jars.
            throw new PluginRefusedException("cannot be read: " + root.getFileName() + ": " + messageOf(e));
        }
    }

    private static String messageOf(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static RootInfo readFolder(Path root) throws IOException {
        Path manifest = root.resolve(JarFile.MANIFEST_NAME);
        boolean hasServiceFile = Files.exists(root.resolve(SERVICE));
        if (!Files.exists(manifest)) {
            return new RootInfo(null, hasServiceFile);
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            return new RootInfo(new Manifest(in), hasServiceFile);
        }
    }

    private static RootInfo readJar(Path root) throws IOException {
        try (JarFile jar = new JarFile(root.toFile())) {
            return new RootInfo(jar.getManifest(), jar.getEntry(SERVICE) != null);
        }
    }

    /** Returns the roots as a class loader needs them. */
    URL[] toUrls() throws PluginRefusedException {
        URL[] urls = new URL[roots.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = roots.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new PluginRefusedException("has a path that is not a valid URL: " + messageOf(e));
            }
        }
        return urls;
    }
}
