// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.migstream.plugin.PluginThread.CallResult;
import org.migstream.spi.VendorPlugin;

/** Loads plugins one by one. A plugin that fails is refused, and loading continues with the next one. */
final class PluginLoader implements Closeable {
    private final Duration timeout;
    private final FailureListener listener;
    private final Collection<RefusedPlugin> refused;
    private final List<LoadedPlugin> loaded = new ArrayList<>();
    private final List<PluginClassLoader> classLoaders = new ArrayList<>();

    /**
     * Creates a loader without plugins.
     *
     * @param timeout the longest time without progress in a call of a plugin
     * @param listener receives the exceptions of plugins
     * @param refused receives the plugins that cannot be loaded
     */
    PluginLoader(Duration timeout, FailureListener listener, Collection<RefusedPlugin> refused) {
        this.timeout = timeout;
        this.listener = listener;
        this.refused = refused;
    }

    /**
     * Loads the classes of one plugin: its own, those of the JDK, and the SPI of migstream. Other classes of migstream
     * and its libraries are not visible. So they may change, and a plugin may contain other versions of the libraries.
     */
    private static final class PluginClassLoader extends URLClassLoader {
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

    /** Returns the plugins that were loaded, in the order of loading. */
    List<LoadedPlugin> loaded() {
        return loaded;
    }

    /** Loads the plugins on the class path of migstream. */
    void loadBuiltIn(ClassLoader classLoader) {
        load(Plugins.BUILT_IN, SpiVersion.CURRENT, classLoader);
    }

    /** Loads the plugins in a jar or folder. */
    void loadExternal(PluginFiles files) {
        String origin = files.origin().toString();
        try {
            SpiVersion spiVersion = files.checkSpiVersion();
            PluginClassLoader classLoader = new PluginClassLoader(origin, files.toUrls());
            classLoaders.add(classLoader);
            if (load(origin, spiVersion, classLoader)) {
                refused.add(new RefusedPlugin(origin, "has a service file that names no plugin"));
            }
        } catch (PluginFiles.PluginRefusedException e) {
            refused.add(new RefusedPlugin(origin, e.reason()));
        }
    }

    /** Loads the plugins of a class loader. Returns true if its service files name no plugin. */
    private boolean load(String origin, SpiVersion spiVersion, ClassLoader classLoader) {
        PluginExecutor executor = new PluginExecutor(origin, classLoader, timeout, listener);
        PluginProbe probe = new PluginProbe(origin, spiVersion, executor);
        CallResult<PluginProbe.Providers> found = executor.call(probe::findProviders);
        found.failure().ifPresent(failure -> refused.add(new RefusedPlugin(origin, failure)));
        PluginProbe.Providers providers = found.value().orElse(null);
        if (providers == null) {
            return false;
        }
        providers.errors().forEach(error -> refused.add(new RefusedPlugin(origin, error)));
        List<CallResult<LoadedPlugin>> results = describeAll(providers.classes(), probe, executor);
        for (int i = 0; i < results.size(); i++) {
            String type = providers.classes().get(i).type().getName();
            results.get(i).value().ifPresent(loaded::add);
            results.get(i).failure().ifPresent(failure -> refused.add(new RefusedPlugin(origin, type + " " + failure)));
        }
        return providers.classes().isEmpty() && providers.errors().isEmpty();
    }

    /**
     * Describes all providers in one thread: a new thread for each would cost more than the calls. If the thread makes no
     * progress, describes each on its own.
     */
    private static List<CallResult<LoadedPlugin>> describeAll(
            List<ServiceLoader.Provider<VendorPlugin>> providers, PluginProbe probe, PluginExecutor executor) {
        if (providers.size() > 1) {
            Optional<List<CallResult<LoadedPlugin>>> together =
                    executor.call(() -> probe.describeAll(providers)).value();
            if (together.isPresent()) {
                return together.get();
            }
        }
        List<CallResult<LoadedPlugin>> separate = new ArrayList<>();
        for (ServiceLoader.Provider<VendorPlugin> provider : providers) {
            separate.add(executor.call(() -> probe.describe(provider)));
        }
        return separate;
    }

    @Override
    public void close() throws IOException {
        for (PluginClassLoader classLoader : classLoaders) {
            classLoader.close();
        }
    }
}
