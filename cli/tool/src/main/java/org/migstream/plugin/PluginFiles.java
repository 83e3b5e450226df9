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
import org.migstream.spi.VendorPlugin;

/**
 * The files of one plugin, looked at without loading any of its classes.
 *
 * @param origin the jar or folder that they are or lie in
 * @param roots jars, and folders with classes
 */
record PluginFiles(Path origin, List<Path> roots) {
    private static final String SERVICE = "META-INF/services/" + VendorPlugin.class.getName();

    /** What of a root decides: its manifest, null if it has none, and whether it names plugins. */
    private record RootInfo(Manifest manifest, boolean hasServiceFile) {}

    /** Checks that the plugin is for this host; returns the version of the SPI that it says it was compiled against. */
    SpiVersion checkSpiVersion() throws PluginRefusedException {
        SpiVersion version = null;
        for (Path root : roots) {
            RootInfo face = readRoot(root);
            if (face.hasServiceFile) {
                version = parseSpiVersion(face.manifest);
            }
        }
        if (version == null) {
            throw new PluginRefusedException("is no plugin: it has no file " + SERVICE);
        }
        return version;
    }

    private static SpiVersion parseSpiVersion(Manifest manifest) throws PluginRefusedException {
        String said = manifest == null ? null : manifest.getMainAttributes().getValue(VendorPlugin.SPI_ATTRIBUTE);
        if (said == null) {
            throw new PluginRefusedException(
                    "has no attribute " + VendorPlugin.SPI_ATTRIBUTE + " in META-INF/MANIFEST.MF, so nobody knows which"
                            + " SPI it was compiled against (this is " + SpiVersion.CURRENT + ")");
        }
        SpiVersion version = SpiVersion.parse(said)
                .orElseThrow(() -> new PluginRefusedException("has an attribute " + VendorPlugin.SPI_ATTRIBUTE
                        + " that is no version such as " + SpiVersion.CURRENT + ": " + SingleLineText.of(said)));
        if (!SpiVersion.CURRENT.accepts(version)) {
            throw new PluginRefusedException("was compiled against version " + version + " of the SPI, this is "
                    + SpiVersion.CURRENT + ": it has to be compiled anew");
        }
        return version;
    }

    private static RootInfo readRoot(Path root) throws PluginRefusedException {
        try {
            return Files.isDirectory(root) ? readFolder(root) : readJar(root);
        } catch (IOException | RuntimeException e) {
            // Of damaged jars, JarFile says so in either way.
            throw new PluginRefusedException(
                    SingleLineText.of("cannot be read: " + root.getFileName() + ": " + messageOf(e)));
        }
    }

    private static String messageOf(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static RootInfo readFolder(Path root) throws IOException {
        Path manifest = root.resolve(JarFile.MANIFEST_NAME);
        boolean names = Files.exists(root.resolve(SERVICE));
        if (!Files.exists(manifest)) {
            return new RootInfo(null, names);
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            return new RootInfo(new Manifest(in), names);
        }
    }

    private static RootInfo readJar(Path root) throws IOException {
        try (JarFile jar = new JarFile(root.toFile())) {
            return new RootInfo(jar.getManifest(), jar.getEntry(SERVICE) != null);
        }
    }

    /** For its class loader. */
    URL[] toUrls() throws PluginRefusedException {
        URL[] urls = new URL[roots.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = roots.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new PluginRefusedException(SingleLineText.of("cannot be named: " + e.getMessage()));
            }
        }
        return urls;
    }
}
