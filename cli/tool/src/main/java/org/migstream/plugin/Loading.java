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
final class Loading implements Closeable {
    private final Duration patience;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<RefusedPlugin> refused = new ArrayList<>();
    private final List<PluginClassLoader> loaders = new ArrayList<>();

    Loading(Duration patience) {
        this.patience = patience;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    List<RefusedPlugin> refused() {
        return refused;
    }

    /** Loads what stands on the class path of the host. */
    void builtIn(ClassLoader host) {
        load(new Introduction(Plugins.BUILT_IN, SpiVersion.HOST, new Containment(host, patience)));
    }

    /** Loads one plugin from elsewhere. */
    void external(PluginFiles files) {
        String origin = files.origin().toString();
        try {
            SpiVersion spi = files.check();
            PluginClassLoader loader = new PluginClassLoader(origin, files.urls());
            loaders.add(loader);
            boolean blank = load(new Introduction(origin, spi, new Containment(loader, patience)));
            if (blank) {
                refused.add(new RefusedPlugin(origin, "has a service file that names no plugin"));
            }
        } catch (RefusalException e) {
            refused.add(new RefusedPlugin(origin, e.getMessage()));
        }
    }

    /** Returns whether there was nothing. */
    private boolean load(Introduction introduction) {
        Containment containment = introduction.containment();
        Outcome<ServiceFiles> outcome = containment.call(() -> ServiceFiles.of(containment.plugin()));
        if (outcome instanceof Outcome.Failed<ServiceFiles> failed) {
            refuse(introduction, failed.how());
        } else if (outcome instanceof Outcome.Returned<ServiceFiles> returned) {
            returned.value().broken().forEach(reason -> refuse(introduction, reason));
            returned.value().providers().forEach(provider -> introduce(provider, introduction));
            return returned.value().isBlank();
        }
        return false;
    }

    private void introduce(Provider<VendorPlugin> provider, Introduction introduction) {
        Outcome<Candidate> outcome = introduction.containment().call(() -> introduction.of(provider));
        if (outcome instanceof Outcome.Failed<Candidate> failed) {
            refuse(introduction, Line.of(provider.type().getName() + " " + failed.how()));
        } else if (outcome instanceof Outcome.Returned<Candidate> returned) {
            candidates.add(returned.value());
        }
    }

    private void refuse(Introduction introduction, String reason) {
        refused.add(new RefusedPlugin(introduction.origin(), reason));
    }

    @Override
    public void close() throws IOException {
        for (PluginClassLoader loader : loaders) {
            loader.close();
        }
    }
}
