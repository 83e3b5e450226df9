// SPDX-License-Identifier: Apache-2.0
/**
 * The use cases {@code convert} and {@code extract}: a stream becomes another stream, or a part of it becomes a file.
 * This package prints nothing.
 *
 * <pre>
 *   Input --PipelineSource--&gt; Transform --&gt; Transform --&gt; ... --&gt; MigrationWriter | MappedRamSink  a stream, checked
 *                                 ^                                                             by VerifiedOutput
 *                                 |                               RamImageSink | PartSink        a part of a stream
 *               MultifdChannels, ReplacementSource: other inputs
 * </pre>
 *
 * <p>Start at {@link org.migstream.convert.Converter} and {@link org.migstream.convert.Extractor}. A {@link
 * org.migstream.convert.Transform} consumes the elements of a stream one by one and emits zero, one or several elements
 * for each of them. Each option of the command is a separate small transform, and several options form a chain. A
 * transform passes on the elements that it does not change, byte for byte. Elements that must wait for a later element
 * are kept in temporary files, so memory use does not grow with the stream.
 *
 * <p>Three properties depend on the whole stream. For each of them, one class runs after all changes:
 *
 * <ul>
 *   <li>{@code VmDescUpdater} makes the vmdescription at the end agree with the changed sections.
 *   <li>{@code PackageLengthFixer} writes the lengths of packages.
 *   <li>{@code VerifiedOutput} inspects the result without plugins. The result must be readable to its end. If a
 *       transform changed it, it must have no error and no warning whose code and section the input does not have
 *       ({@code FindingBaseline}). A warning about a configuration that a {@code ReplacementSource} provides is accepted
 *       and returned.
 * </ul>
 *
 * <p>A damaged input, or an option that does not apply to the input, causes a {@link
 * org.migstream.convert.ConversionException}; then no output file exists. A pipe may already have received a part.
 */
@NullMarked
package org.migstream.convert;

import org.jspecify.annotations.NullMarked;
