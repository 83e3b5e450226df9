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
    private record Face(Manifest manifest, boolean names) {}

    /** Checks that the plugin is for this host; returns the version of the SPI that it says it was compiled against. */
    SpiVersion check() throws RefusalException {
        SpiVersion version = null;
        for (Path root : roots) {
            Face face = face(root);
            if (face.names) {
                version = version(face.manifest);
            }
        }
        if (version == null) {
            throw new RefusalException("is no plugin: it has no file " + SERVICE);
        }
        return version;
    }

    private static SpiVersion version(Manifest manifest) throws RefusalException {
        String said = manifest == null ? null : manifest.getMainAttributes().getValue(VendorPlugin.SPI_ATTRIBUTE);
        if (said == null) {
            throw new RefusalException(
                    "has no attribute " + VendorPlugin.SPI_ATTRIBUTE + " in META-INF/MANIFEST.MF, so nobody knows which"
                            + " SPI it was compiled against (this is " + SpiVersion.HOST + ")");
        }
        SpiVersion version = SpiVersion.parse(said)
                .orElseThrow(() -> new RefusalException("has an attribute " + VendorPlugin.SPI_ATTRIBUTE
                        + " that is no version such as " + SpiVersion.HOST + ": " + Line.of(said)));
        if (!SpiVersion.HOST.takes(version)) {
            throw new RefusalException("was compiled against version " + version + " of the SPI, this is "
                    + SpiVersion.HOST + ": it has to be compiled anew");
        }
        return version;
    }

    private static Face face(Path root) throws RefusalException {
        try {
            return Files.isDirectory(root) ? folder(root) : jar(root);
        } catch (IOException | RuntimeException e) {
            // Of damaged jars, JarFile says so in either way.
            throw new RefusalException(Line.of("cannot be read: " + root.getFileName() + ": " + reason(e)));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Face folder(Path root) throws IOException {
        Path manifest = root.resolve(JarFile.MANIFEST_NAME);
        boolean names = Files.exists(root.resolve(SERVICE));
        if (!Files.exists(manifest)) {
            return new Face(null, names);
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            return new Face(new Manifest(in), names);
        }
    }

    private static Face jar(Path root) throws IOException {
        try (JarFile jar = new JarFile(root.toFile())) {
            return new Face(jar.getManifest(), jar.getEntry(SERVICE) != null);
        }
    }

    /** For its class loader. */
    URL[] urls() throws RefusalException {
        URL[] urls = new URL[roots.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = roots.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new RefusalException(Line.of("cannot be named: " + e.getMessage()));
            }
        }
        return urls;
    }
}
