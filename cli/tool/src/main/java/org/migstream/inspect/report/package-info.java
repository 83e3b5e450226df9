// SPDX-License-Identifier: Apache-2.0
/**
 * The result of an inspection, and its text and JSON.
 *
 * <pre>
 *   package inspect  --&gt;  StreamReport    --&gt;  JsonRenderer, TextRenderer, HexRenderer
 *                    --&gt;  SnapshotReport  --&gt;  SnapshotJson, SnapshotText
 * </pre>
 */
package org.migstream.inspect.report;
