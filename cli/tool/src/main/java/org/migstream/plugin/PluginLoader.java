// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader.Provider;
import org.migstream.spi.VendorPlugin;

/** Loads plugins, each by itself: what one does wrong is noted, and the next one is loaded all the same. */
final class PluginLoader implements Closeable {
    private final Duration timeout;
    private final List<PluginDescriptor> descriptors = new ArrayList<>();
    private final List<RefusedPlugin> refused = new ArrayList<>();
    private final List<PluginClassLoader> loaders = new ArrayList<>();

    PluginLoader(Duration patience) {
        this.timeout = patience;
    }

    List<PluginDescriptor> descriptors() {
        return descriptors;
    }

    List<RefusedPlugin> refused() {
        return refused;
    }

    /** Loads what stands on the class path of the host. */
    void loadBuiltIn(ClassLoader host) {
        load(new PluginProbe(Plugins.BUILT_IN, SpiVersion.CURRENT, new PluginExecutor(host, timeout)));
    }

    /** Loads one plugin from elsewhere. */
    void loadExternal(PluginFiles files) {
        String origin = files.origin().toString();
        try {
            SpiVersion spi = files.checkSpiVersion();
            PluginClassLoader loader = new PluginClassLoader(origin, files.toUrls());
            loaders.add(loader);
            boolean blank = load(new PluginProbe(origin, spi, new PluginExecutor(loader, timeout)));
            if (blank) {
                refused.add(new RefusedPlugin(origin, "has a service file that names no plugin"));
            }
        } catch (PluginRefusedException e) {
            refused.add(new RefusedPlugin(origin, e.getMessage()));
        }
    }

    /** Returns whether there was nothing. */
    private boolean load(PluginProbe introduction) {
        PluginExecutor containment = introduction.executor();
        CallResult<ServiceProviders> outcome = containment.call(() -> ServiceProviders.load(containment.classLoader()));
        if (outcome instanceof CallResult.Failed<ServiceProviders> failed) {
            refuse(introduction, failed.reason());
        } else if (outcome instanceof CallResult.Returned<ServiceProviders> returned) {
            returned.value().errors().forEach(reason -> refuse(introduction, reason));
            returned.value().providers().forEach(provider -> probe(provider, introduction));
            return returned.value().isEmpty();
        }
        return false;
    }

    private void probe(Provider<VendorPlugin> provider, PluginProbe introduction) {
        CallResult<PluginDescriptor> outcome = introduction.executor().call(() -> introduction.describe(provider));
        if (outcome instanceof CallResult.Failed<PluginDescriptor> failed) {
            refuse(introduction, SingleLineText.of(provider.type().getName() + " " + failed.reason()));
        } else if (outcome instanceof CallResult.Returned<PluginDescriptor> returned) {
            descriptors.add(returned.value());
        }
    }

    private void refuse(PluginProbe introduction, String reason) {
        refused.add(new RefusedPlugin(introduction.origin(), reason));
    }

    @Override
    public void close() throws IOException {
        for (PluginClassLoader loader : loaders) {
            loader.close();
        }
    }
}
