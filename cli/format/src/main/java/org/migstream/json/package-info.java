// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes the JSON of all formats in this project.
 *
 * <pre>
 *   bytes --JsonReader--&gt; one token at a time --&gt; callbacks of VmDescriptionReader, ProfileReader, ...
 *   reports, profiles, vmdescriptions --JsonWriter--&gt; bytes, in ASCII
 * </pre>
 *
 * <p>All input may be hostile. For this reason {@link org.migstream.json.JsonReader} streams: it builds no tree, and it
 * checks the document against {@link org.migstream.json.JsonReader.Limits}. Each format chooses its limits and its
 * exception, which has the most useful position: an offset for a vmdescription, a line and a column for a file that a
 * user wrote.
 *
 * <p>Only this package configures Jackson.
 */
@NullMarked
package org.migstream.json;

import org.jspecify.annotations.NullMarked;
