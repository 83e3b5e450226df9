// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.net.URL;
import java.net.URLClassLoader;
import org.migstream.spi.VendorPlugin;

/**
 * Loads the classes of one plugin: its own, those of the JDK and the SPI, which has to be the host's. Nothing else of the
 * host can be seen, so that its libraries may change, and a plugin may bring other versions of them.
 */
final class PluginClassLoader extends URLClassLoader {
    private static final String SPI = VendorPlugin.class.getPackageName() + ".";

    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL... urls) {
        super(name, urls, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.startsWith(SPI)
                ? VendorPlugin.class.getClassLoader().loadClass(name)
                : super.loadClass(name, resolve);
    }
}
