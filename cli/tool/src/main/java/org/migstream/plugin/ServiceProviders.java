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
 * @param errors what is wrong with others, in one line each
 */
record ServiceProviders(List<Provider<VendorPlugin>> providers, List<String> errors) {
    /** More lines than that are a service file without end. */
    private static final int MAX_LINES = 256;

    /** Whether nothing was found, nor anything wrong: comments, or names of classes of the JDK, which do not count. */
    boolean isEmpty() {
        return providers.isEmpty() && errors.isEmpty();
    }

    /** Reads those that a class loader sees. Runs in the plugin's thread, for it loads classes. */
    static ServiceProviders load(ClassLoader loader) {
        List<Provider<VendorPlugin>> providers = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Iterator<Provider<VendorPlugin>> lines =
                ServiceLoader.load(VendorPlugin.class, loader).stream().iterator();
        boolean more = true;
        while (more && providers.size() + broken.size() < MAX_LINES) {
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
        return new ServiceProviders(providers, broken);
    }
}
