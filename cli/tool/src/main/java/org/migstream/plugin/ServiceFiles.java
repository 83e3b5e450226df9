// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import org.migstream.spi.VendorPlugin;

/**
 * What service files say.
 *
 * @param providers of plugins; their classes have been found, but not been used
 * @param broken what is wrong with others, in one line each
 */
record ServiceFiles(List<Provider<VendorPlugin>> providers, List<String> broken) {
    /** More lines than that are a service file without end. */
    private static final int MOST = 256;

    /** Whether nothing was found, nor anything wrong: comments, or names of classes of the JDK, which do not count. */
    boolean isBlank() {
        return providers.isEmpty() && broken.isEmpty();
    }

    /** Reads those that a class loader sees. Runs in the plugin's thread, for it loads classes. */
    static ServiceFiles of(ClassLoader loader) {
        List<Provider<VendorPlugin>> providers = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Iterator<Provider<VendorPlugin>> lines =
                ServiceLoader.load(VendorPlugin.class, loader).stream().iterator();
        boolean more = true;
        while (more && providers.size() + broken.size() < MOST) {
            try {
                more = lines.hasNext();
                if (more) {
                    providers.add(lines.next());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // The line is used up: the loader goes on behind it.
                broken.add(PluginFault.describe(e));
            }
        }
        return new ServiceFiles(providers, broken);
    }
}
