// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.PluginThread.CallResult;
import org.migstream.spi.CompatibilityRule;
import org.migstream.spi.DriverError;
import org.migstream.spi.FindingCode;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.VendorPlugin;

/**
 * Finds the plugins of a class loader and reads their names and parts. They are read only once, because a plugin may
 * return other values later. All methods run in the plugin's thread because they load and call its classes. They throw
 * {@link PluginFault} if a plugin breaks a rule.
 *
 * @param origin where the plugins come from
 * @param spiVersion the version of the SPI that the plugins were compiled against
 * @param executor calls the parts of the plugins later
 */
record PluginProbe(String origin, SpiVersion spiVersion, PluginExecutor executor) {
    private static final String LOWER_CASE = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER_CASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";

    private static final String PLUGIN_NAME_CHARACTERS = LOWER_CASE + DIGITS + "_-";
    private static final String DECODER_NAME_CHARACTERS = LOWER_CASE + DIGITS + "_";
    private static final String FINDING_CODE_CHARACTERS = UPPER_CASE + DIGITS + "_";
    private static final String ERRNO_CHARACTERS = UPPER_CASE + DIGITS;

    private static final int MAX_NAME_LENGTH = 64;
    private static final int MAX_ERRNO_LENGTH = 32;

    /** The maximum number of plugins in the service files: a service file of a plugin may be endless. */
    private static final int MAX_PROVIDERS = 256;

    /** The maximum length of a declared sentence, in characters. */
    private static final int MAX_SENTENCE_LENGTH = 300;

    /** The maximum length of a list, for example of decoders or of PCI ids: a list of a plugin may be endless. */
    private static final int MAX_PARTS = 4096;

    /**
     * The contents of service files. The service loader ignores lines that name a class of a named module, such as the
     * JDK.
     *
     * @param classes the classes of plugins; not yet initialised
     * @param errors the errors of other lines
     */
    record Providers(List<ServiceLoader.Provider<VendorPlugin>> classes, List<String> errors) {}

    /** Reads the service files that the class loader sees. */
    Providers findProviders() {
        List<ServiceLoader.Provider<VendorPlugin>> classes = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        Iterator<ServiceLoader.Provider<VendorPlugin>> lines =
                ServiceLoader.load(VendorPlugin.class, executor.classLoader()).stream()
                        .iterator();
        boolean more = true;
        while (more && classes.size() + errors.size() < MAX_PROVIDERS) {
            try {
                more = lines.hasNext();
                if (more) {
                    classes.add(lines.next());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // The service loader has consumed the line. It continues with the next one.
                errors.add(PluginFault.describe(e));
            }
        }
        return new Providers(classes, errors);
    }

    /** Describes several plugins; a plugin that fails does not stop the others. */
    List<CallResult<LoadedPlugin>> describeAll(List<ServiceLoader.Provider<VendorPlugin>> providers) {
        List<CallResult<LoadedPlugin>> results = new ArrayList<>();
        for (ServiceLoader.Provider<VendorPlugin> provider : providers) {
            results.add(executor.callHere(() -> describe(provider)));
            // A plugin may interrupt itself, which must not reach the next one.
            Thread.interrupted();
        }
        return results;
    }

    /** Creates a plugin and reads its names and parts. */
    LoadedPlugin describe(ServiceLoader.Provider<VendorPlugin> provider) {
        VendorPlugin plugin = provider.get();
        String name = plugin.name();
        if (name == null || !hasOnly(PLUGIN_NAME_CHARACTERS, name, MAX_NAME_LENGTH)) {
            throw new PluginFault("has the name " + quote(name) + ", which is not a valid name of a plugin");
        }
        PluginExecutor namedExecutor = executor.withName(name);
        List<PluginDecoder> decoders = decoders(plugin, namedExecutor);
        return new LoadedPlugin(
                name,
                checkSingleLine(plugin.version(), "version"),
                checkSingleLine(plugin.description(), "description"),
                spiVersion.toString(),
                origin,
                decoders,
                rules(plugin, namedExecutor),
                findingCodes(plugin),
                driverErrors(plugin, decoders));
    }

    private static List<FindingCode> findingCodes(VendorPlugin plugin) {
        List<FindingCode> codes = checkedCopy(plugin.findingCodes(), "findingCodes");
        Set<List<Object>> declared = new HashSet<>();
        for (FindingCode code : codes) {
            if (!hasOnly(FINDING_CODE_CHARACTERS, code.code(), MAX_NAME_LENGTH)
                    || UPPER_CASE.indexOf(code.code().charAt(0)) < 0) {
                throw new PluginFault(
                        "declares the finding code " + quote(code.code()) + ", which is not a valid code");
            }
            if (!code.category().isForPlugins()) {
                throw new PluginFault("declares " + code.code() + " with the category " + code.category()
                        + ", which is not for plugins");
            }
            if (!declared.add(List.of(code.code(), code.category()))) {
                throw new PluginFault("declares " + code.code() + " twice with the category " + code.category());
            }
            checkSentence(code.meaning(), "meaning of " + code.code());
            code.action().ifPresent(action -> checkSentence(action, "action of " + code.code()));
        }
        return codes;
    }

    private static List<DriverError> driverErrors(VendorPlugin plugin, List<PluginDecoder> decoders) {
        Set<String> decoderNames = new HashSet<>();
        decoders.forEach(decoder -> decoderNames.add(decoder.name()));
        List<DriverError> errors = checkedCopy(plugin.driverErrors(), "driverErrors");
        for (DriverError error : errors) {
            if (!decoderNames.contains(error.decoderName())) {
                throw new PluginFault("declares an error of the driver " + quote(error.decoderName())
                        + ", but has no decoder" + " of this name");
            }
            if (!hasOnly(ERRNO_CHARACTERS, error.errno(), MAX_ERRNO_LENGTH)
                    || !error.errno().startsWith("E")
                    || error.errno().length() < 2) {
                throw new PluginFault(
                        "declares the driver error " + quote(error.errno()) + ", which is not a" + " name of errno.h");
            }
            checkSentence(error.cause(), "cause of " + error.errno());
            error.action().ifPresent(action -> checkSentence(action, "action of " + error.errno()));
        }
        return errors;
    }

    private static void checkSentence(String text, String part) {
        if (checkSingleLine(text, part).length() > MAX_SENTENCE_LENGTH) {
            throw new PluginFault("has a " + part + " of more than " + MAX_SENTENCE_LENGTH + " characters");
        }
    }

    private static List<PluginDecoder> decoders(VendorPlugin plugin, PluginExecutor executor) {
        List<PluginDecoder> decoders = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (StateDecoder decoder : checkedCopy(plugin.decoders(), "decoders")) {
            String name = checkDecoderName(decoder.name());
            if (!names.add(name)) {
                throw new PluginFault("has two decoders " + name);
            }
            List<PciId> devices = checkedCopy(decoder.devices(), "devices");
            decoders.add(new PluginDecoder(name, devices, decoder, executor));
        }
        return decoders;
    }

    private static List<PluginRule> rules(VendorPlugin plugin, PluginExecutor executor) {
        List<PluginRule> rules = new ArrayList<>();
        for (CompatibilityRule rule : checkedCopy(plugin.rules(), "rules")) {
            rules.add(new PluginRule(checkDecoderName(rule.decoderName()), rule, executor));
        }
        return rules;
    }

    /** Returns whether a name has 1 to {@code maxLength} characters, all of them in {@code characters}. */
    private static boolean hasOnly(String characters, String name, int maxLength) {
        boolean valid = !name.isEmpty() && name.length() <= maxLength;
        for (int i = 0; valid && i < name.length(); i++) {
            valid = characters.indexOf(name.charAt(i)) >= 0;
        }
        return valid;
    }

    private static String checkDecoderName(@Nullable String name) {
        if (name == null || !hasOnly(DECODER_NAME_CHARACTERS, name, MAX_NAME_LENGTH)) {
            throw new PluginFault("has a decoder " + quote(name) + ", which is not a valid name of a decoder");
        }
        return name;
    }

    private static String checkSingleLine(@Nullable String text, String part) {
        if (text == null || !PluginText.isSingleLine(text)) {
            throw new PluginFault("has a " + part + " that is not a line of printable text");
        }
        return text;
    }

    private static String quote(@Nullable String name) {
        return name == null ? "null" : "\"" + PluginText.truncate(name) + "\"";
    }

    private static <T> List<T> checkedCopy(@Nullable List<T> parts, String kind) {
        List<T> copy = new ArrayList<>();
        for (T part : PluginFault.requireNonNull(parts, "its " + kind)) {
            copy.add(PluginFault.requireNonNull(part, "one of its " + kind));
            if (copy.size() > MAX_PARTS) {
                throw new PluginFault("has more than " + MAX_PARTS + " " + kind);
            }
        }
        return copy;
    }
}
