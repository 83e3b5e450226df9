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
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PluginPath path;
    private final ClassLoader host;
    private final Loading loading;
    private List<Candidate> inUse;
    private List<RefusedPlugin> refused;

    private Plugins(PluginPath path, ClassLoader host, Duration patience) {
        this.path = path;
        this.host = host;
        this.loading = new Loading(patience);
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
        return load(PluginPath.NONE, PATIENCE, ClassLoader.getPlatformClassLoader());
    }

    /** The same; {@code host} sees the plugins that come with migstream. */
    static Plugins load(PluginPath path, Duration patience, ClassLoader host) {
        return new Plugins(path, host, patience);
    }

    private synchronized List<Candidate> inUse() {
        if (inUse == null) {
            PluginScan scan = new PluginScan(path);
            loading.builtIn(host);
            scan.found().forEach(loading::external);
            Names names = new Names(loading.candidates());
            refused = new ArrayList<>(scan.refused());
            refused.addAll(loading.refused());
            refused.addAll(names.refused());
            inUse = names.unique().stream()
                    .sorted(Comparator.comparing(Candidate::builtIn).reversed().thenComparing(Candidate::name))
                    .toList();
        }
        return inUse;
    }

    /** Those that can be used, those of migstream first, by name. */
    public List<LoadedPlugin> loaded() {
        return inUse().stream().map(Candidate::loaded).toList();
    }

    /** Those that cannot. */
    public synchronized List<RefusedPlugin> refused() {
        inUse();
        return List.copyOf(refused);
    }

    /** All decoders, in the order of their plugins. */
    public List<Decoder> decoders() {
        return inUse().stream().flatMap(plugin -> plugin.decoders().stream()).toList();
    }

    /** The decoder of that name; empty if there is none. */
    public Optional<Decoder> decoder(String name) {
        return decoders().stream()
                .filter(decoder -> decoder.name().equals(name))
                .findFirst();
    }

    /** The rules for states of that decoder. */
    public List<Rule> rules(String decoder) {
        return inUse().stream()
                .flatMap(plugin -> plugin.rules().stream())
                .filter(rule -> rule.decoder().equals(decoder))
                .toList();
    }

    /**
     * Asks all decoders whose format a state is in.
     *
     * @param identity of its device, as far as it is known
     * @param head its first bytes: {@link org.migstream.spi.StateDecoder#HEAD}, or all if there are fewer
     */
    public Choice match(DeviceIdentity identity, byte[] head) {
        Match best = Match.NONE;
        List<Decoder> surest = new ArrayList<>();
        List<Finding> failures = new ArrayList<>();
        for (Decoder decoder : decoders()) {
            Outcome<Match> outcome = decoder.match(identity, head);
            if (outcome instanceof Outcome.Failed<Match> failed) {
                // It counts as if it had said no, so the others' answers stand.
                failures.add(decoder.failure(failed));
            } else if (outcome instanceof Outcome.Returned<Match> returned && returned.value() != Match.NONE) {
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
        return new Choice(surest, best, failures);
    }

    @Override
    public void close() throws IOException {
        loading.close();
    }
}
