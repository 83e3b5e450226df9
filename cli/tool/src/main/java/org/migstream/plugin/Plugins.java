// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.PluginThread.CallResult;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.DriverError;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Match;

/**
 * All plugins: those that come with migstream and those on a {@link PluginPath}. The first query loads them, because
 * many commands need no plugin.
 */
public final class Plugins implements Closeable {
    /** The origin of plugins that come with migstream. */
    public static final String BUILT_IN = "built in";

    /** The longest time without progress in a call of a plugin, unless the user sets another one. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** The names of decoders in the order in which the errors of their drivers are printed. */
    private static final List<String> DRIVER_ORDER = List.of("mtty", "hisi_acc", "mlx5", "virtio", "qat", "xe", "pds");

    private final PluginPath path;
    private final ClassLoader hostClassLoader;
    private final List<RefusedPlugin> refused = new ArrayList<>();
    private final PluginLoader loader;
    private @Nullable List<LoadedPlugin> loaded;

    private Plugins(PluginPath path, Duration timeout, FailureListener listener, ClassLoader hostClassLoader) {
        this.path = path;
        this.hostClassLoader = hostClassLoader;
        this.loader = new PluginLoader(timeout, listener, refused);
    }

    /**
     * Returns the plugins of migstream and those on a path.
     *
     * @param timeout the longest time without progress in a call of a plugin
     */
    public static Plugins load(PluginPath path, Duration timeout) {
        return load(path, timeout, FailureListener.NONE);
    }

    /**
     * Returns the plugins of migstream and those on a path.
     *
     * @param timeout the longest time without progress in a call of a plugin
     * @param listener receives the exceptions of plugins
     */
    public static Plugins load(PluginPath path, Duration timeout, FailureListener listener) {
        return new Plugins(path, timeout, listener, Plugins.class.getClassLoader());
    }

    /** Returns an empty set of plugins, without those of migstream. */
    public static Plugins none() {
        return load(PluginPath.EMPTY, DEFAULT_TIMEOUT, ClassLoader.getPlatformClassLoader());
    }

    /**
     * Returns the plugins of a class loader and those on a path.
     *
     * @param hostClassLoader the class loader of the built-in plugins
     */
    static Plugins load(PluginPath path, Duration timeout, ClassLoader hostClassLoader) {
        return new Plugins(path, timeout, FailureListener.NONE, hostClassLoader);
    }

    /**
     * Starts to load the plugins in another thread, which takes a while. The first query waits for the thread.
     */
    public void preload() {
        Thread thread = new Thread(this::loaded, "plugins");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the plugins that are used, sorted by name; the built-in plugins come first. */
    public synchronized List<LoadedPlugin> loaded() {
        if (loaded == null) {
            List<PluginFiles> external = PluginScanner.scan(path, refused);
            loader.loadBuiltIn(hostClassLoader);
            external.forEach(loader::loadExternal);
            List<LoadedPlugin> unique = NameConflicts.resolve(loader.loaded(), refused);
            unique.sort(Plugins::compareForUse);
            loaded = List.copyOf(unique);
        }
        return loaded;
    }

    private static int compareForUse(LoadedPlugin left, LoadedPlugin right) {
        int builtInFirst = Boolean.compare(right.isBuiltIn(), left.isBuiltIn());
        return builtInFirst != 0 ? builtInFirst : left.name().compareTo(right.name());
    }

    /** Returns the plugins that are not used, with reasons. */
    public synchronized List<RefusedPlugin> refused() {
        loaded();
        return List.copyOf(refused);
    }

    /** Returns all decoders, in the order of their plugins. */
    public List<PluginDecoder> decoders() {
        List<PluginDecoder> decoders = new ArrayList<>();
        for (LoadedPlugin plugin : loaded()) {
            decoders.addAll(plugin.decoders());
        }
        return decoders;
    }

    /** Returns the decoder of this name; empty if there is none. */
    public Optional<PluginDecoder> decoder(String name) {
        return decoders().stream()
                .filter(decoder -> decoder.name().equals(name))
                .findFirst();
    }

    /** Returns the rules for states of a decoder. */
    public List<PluginRule> rules(String decoderName) {
        return loaded().stream()
                .flatMap(plugin -> plugin.rules().stream())
                .filter(rule -> rule.decoderName().equals(decoderName))
                .toList();
    }

    /** Returns the finding codes that the plugins declare, in the order of the plugins. */
    public List<FindingCode> findingCodes() {
        return loaded().stream()
                .flatMap(plugin -> plugin.findingCodes().stream())
                .toList();
    }

    /**
     * Returns the errors of all kernel drivers in {@link #DRIVER_ORDER}; other drivers follow in the order of names.
     */
    public List<DriverError> driverErrors() {
        return loaded().stream()
                .flatMap(plugin -> plugin.driverErrors().stream())
                .sorted(Comparator.comparing((DriverError error) -> orderOf(error.decoderName()))
                        .thenComparing(DriverError::decoderName))
                .toList();
    }

    private static int orderOf(String decoder) {
        int index = DRIVER_ORDER.indexOf(decoder);
        return index < 0 ? DRIVER_ORDER.size() : index;
    }

    /**
     * Matches a state with all decoders. A decoder that fails counts as no match.
     *
     * @param identity the identity of the device, as far as it is known
     * @param head the first {@link org.migstream.spi.StateDecoder#HEAD_LENGTH} bytes of the state, or all if it is
     *     shorter
     */
    public MatchResult match(DeviceIdentity identity, byte[] head) {
        Match best = Match.NONE;
        List<PluginDecoder> bestDecoders = new ArrayList<>();
        List<Finding> failures = new ArrayList<>();
        List<PluginDecoder> decoders = decoders();
        List<CallResult<Match>> results = PluginDecoder.matchAll(decoders, identity, head);
        for (int i = 0; i < decoders.size(); i++) {
            PluginDecoder decoder = decoders.get(i);
            CallResult<Match> result = results.get(i);
            result.failure().map(decoder::matchFailureFinding).ifPresent(failures::add);
            Match match = result.value().orElse(Match.NONE);
            if (match.compareTo(best) > 0) {
                bestDecoders.clear();
                best = match;
            }
            if (match == best && match != Match.NONE) {
                bestDecoders.add(decoder);
            }
        }
        return new MatchResult(bestDecoders, best, failures);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
