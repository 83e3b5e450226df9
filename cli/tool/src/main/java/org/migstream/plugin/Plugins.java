// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;

/**
 * All plugins: those that come with migstream and those on a {@link PluginPath}. They are loaded by the first question, for
 * most streams need none.
 */
public final class Plugins implements Closeable {
    /** The origin of plugins that come with migstream. */
    public static final String BUILT_IN = "built in";

    /** How long a plugin may not get on, unless the user says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final PluginPath path;
    private final ClassLoader hostClassLoader;
    private final PluginLoader loader;
    private List<PluginDescriptor> usable;
    private List<RefusedPlugin> refused;

    private Plugins(PluginPath path, ClassLoader host, Duration patience) {
        this.path = path;
        this.hostClassLoader = host;
        this.loader = new PluginLoader(patience);
    }

    /**
     * The plugins, not loaded yet.
     *
     * @param patience how long one may not get on before it is given up
     */
    public static Plugins load(PluginPath path, Duration patience) {
        return load(path, patience, Plugins.class.getClassLoader());
    }

    /** No plugins, not even those of migstream. */
    public static Plugins none() {
        return load(PluginPath.EMPTY, DEFAULT_TIMEOUT, ClassLoader.getPlatformClassLoader());
    }

    /** The same; {@code host} sees the plugins that come with migstream. */
    static Plugins load(PluginPath path, Duration patience, ClassLoader host) {
        return new Plugins(path, host, patience);
    }

    private synchronized List<PluginDescriptor> usable() {
        if (usable == null) {
            PluginScanner scan = new PluginScanner(path);
            loader.loadBuiltIn(hostClassLoader);
            scan.found().forEach(loader::loadExternal);
            NameConflicts names = new NameConflicts(loader.descriptors());
            refused = new ArrayList<>(scan.refused());
            refused.addAll(loader.refused());
            refused.addAll(names.refused());
            usable = names.unique().stream()
                    .sorted(Comparator.comparing(PluginDescriptor::isBuiltIn)
                            .reversed()
                            .thenComparing(PluginDescriptor::name))
                    .toList();
        }
        return usable;
    }

    /** Those that can be used, those of migstream first, by name. */
    public List<LoadedPlugin> loaded() {
        return usable().stream().map(PluginDescriptor::toLoadedPlugin).toList();
    }

    /** Those that cannot. */
    public synchronized List<RefusedPlugin> refused() {
        usable();
        return List.copyOf(refused);
    }

    /** All decoders, in the order of their plugins. */
    public List<PluginDecoder> decoders() {
        return usable().stream().flatMap(plugin -> plugin.decoders().stream()).toList();
    }

    /** The decoder of that name; empty if there is none. */
    public Optional<PluginDecoder> decoder(String name) {
        return decoders().stream()
                .filter(decoder -> decoder.name().equals(name))
                .findFirst();
    }

    /** The rules for states of that decoder. */
    public List<PluginRule> rules(String decoder) {
        return usable().stream()
                .flatMap(plugin -> plugin.rules().stream())
                .filter(rule -> rule.decoder().equals(decoder))
                .toList();
    }

    /**
     * Asks all decoders whose format a state is in.
     *
     * @param identity of its device, as far as it is known
     * @param head its first bytes: {@link org.migstream.spi.StateDecoder#HEAD_LENGTH}, or all if there are fewer
     */
    public MatchResult match(DeviceIdentity identity, byte[] head) {
        Match best = Match.NONE;
        List<PluginDecoder> surest = new ArrayList<>();
        List<Finding> failures = new ArrayList<>();
        for (PluginDecoder decoder : decoders()) {
            CallResult<Match> outcome = decoder.match(identity, head);
            if (outcome instanceof CallResult.Failed<Match> failed) {
                // It counts as if it had said no, so the others' answers stand.
                failures.add(decoder.failureFinding(failed));
            } else if (outcome instanceof CallResult.Returned<Match> returned && returned.value() != Match.NONE) {
                int surer = returned.value().compareTo(best);
                if (surer > 0) {
                    surest.clear();
                    best = returned.value();
                }
                if (surer >= 0) {
                    surest.add(decoder);
                }
            }
        }
        return new MatchResult(surest, best, failures);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
